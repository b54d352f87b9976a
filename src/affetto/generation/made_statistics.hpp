#pragma once

#include <cstdint>
#include <vector>

#include "affetto/model/model_folder.hpp"

namespace affetto {

/// Mean and standard deviation of what a model of sound makes, value by value, measured on a piece
/// of ten seconds for each of `emotions`, which should lie as those of the training split do. A
/// model that is trained on squared errors answers what it cannot foresee with a mean, so that its
/// music comes out soft and pale, and guidance moves its mean; generate_frames() takes both out
/// (the idea of Toda and Tokuda 2007, "A Speech Parameter Generation Algorithm Considering Global
/// Variance for HMM-Based Speech Synthesis", with the same numbers for all pieces, so that soft
/// emotions stay soft). The model's own statistics are not looked at.
MadeStatistics measure_made_statistics(TrainedModel model, const std::vector<Emotion>& emotions,
                                       std::uint64_t seed);

/// Up to 32 emotions of training clips, evenly over the set; where none is labelled, one that says
/// nothing.
std::vector<Emotion> emotions_to_measure(const LatentSet& set);

}  // namespace affetto
