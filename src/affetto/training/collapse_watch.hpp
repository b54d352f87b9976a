#pragma once

#include <cstdint>
#include <string>

#include "affetto/model/latent_use.hpp"
#include "affetto/training/config.hpp"

namespace affetto {

/// The posterior has collapsed: at most a tenth of the latent's dimensions are active and a clip's
/// KL is under a nat, so that the decoder does without the latent (Bowman et al. 2016). False
/// before `step` is past the warm-ups of learning rate and beta, where this is no wonder, and where
/// nothing was measured.
bool posterior_collapsed(const LatentUse& use, const TrainingConfig& config, std::int64_t step);

/// What the user is told: the figures, and what helps.
std::string collapse_advice(const LatentUse& use, const TrainingConfig& config, std::int64_t step);

}  // namespace affetto
