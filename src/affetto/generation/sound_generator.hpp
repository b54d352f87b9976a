#pragma once

#include <span>
#include <vector>

#include "affetto/core/emotion_spec.hpp"
#include "affetto/generation/sampling.hpp"
#include "affetto/model/model_folder.hpp"

namespace affetto {

/// Draws features of sound: latents one after another from the learned prior, the emotion of each
/// its own on the curve, then frames from all of them. Temperature scales the mixture's choice and
/// its spread, top-p cuts the choice, guidance moves prior and emotion further from what is usual.
/// What the model makes is brought to the mean and spread of what it learned from (made).
/// Returns a tensor a piece, [T, D] with T = frames_per_second * seconds rounded up, + 1, not
/// normalised.
/// `rngs` has one generator a piece, so that a piece does not depend on those beside it.
std::vector<at::Tensor> generate_frames(const TrainedModel& model,
                                        std::span<const EmotionCurve> emotions, double seconds,
                                        const SamplingConfig& config, std::span<Random> rngs);

}  // namespace affetto
