#pragma once

#include <cstdint>
#include <vector>

#include "affetto/model/model_folder.hpp"

namespace affetto {

/// How far each value of what a model of sound makes spreads, as a share of how far it spreads in
/// the training split: float32 [D], limited to [0.1, 1]. A model that is trained on squared errors
/// answers what it cannot foresee with a mean, so that its music comes out soft and pale;
/// generate_frames() divides by this spread (the idea of Toda and Tokuda 2007, "A Speech Parameter
/// Generation Algorithm Considering Global Variance for HMM-Based Speech Synthesis", with one
/// factor for all pieces, so that soft emotions stay soft). Measured on a piece of ten seconds for
/// each of `emotions`, which should lie as those of the training split do. The model's own
/// made_spread is not looked at.
at::Tensor measure_made_spread(TrainedModel model, const std::vector<Emotion>& emotions,
                               std::uint64_t seed);

/// Up to 32 emotions of training clips, evenly over the set; where none is labelled, one that says
/// nothing.
std::vector<Emotion> emotions_to_measure(const LatentSet& set);

}  // namespace affetto
