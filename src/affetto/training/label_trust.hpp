#pragma once

#include "affetto/core/random.hpp"
#include "affetto/features/latents_folder.hpp"

namespace affetto {

/// The share of the steps in which training believes a clip's label. Given labels are believed
/// always. One that a listener inferred is believed with 1 / (1 + (sd / half)^2), sd the root mean
/// square of its two spreads: never where `half` (TrainingConfig::inferred_spread) is 0, in half of
/// the steps where they are equal, as where the spread is not known.
double label_trust(const LatentClip& clip, double half);

/// Whether a clip's label is not believed this time. Draws only for inferred labels.
bool is_doubted(const LatentClip& clip, double half, Random& rng);

}  // namespace affetto
