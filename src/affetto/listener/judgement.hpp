#pragma once

#include <array>
#include <cstddef>
#include <span>

#include "affetto/core/random.hpp"
#include "affetto/listener/listener.hpp"

namespace affetto {

/// How often a listener agrees with labels. Shares in 0..1, correlations (Pearson) in -1..1, 0
/// where a side does not vary.
struct Agreement {
    std::size_t pieces = 0;
    double quadrant_accuracy = 0;
    double valence_accuracy = 0;  ///< two classes, from the quadrant's probabilities
    double arousal_accuracy = 0;
    double valence_correlation = 0;
    double arousal_correlation = 0;
    std::array<std::array<int, kNumQuadrants>, kNumQuadrants> confusion{};  ///< [label][predicted]
};
Agreement measure_agreement(const Listener& listener, std::span<const LabelledFeatures> pieces);

/// What chance gives on these pieces: the quadrant accuracy on `judged` of listeners fitted on
/// `training` with its labels dealt out at random, the mean of `deals` (at least 1) such fits. One
/// deal alone scatters by some hundredths.
double shuffled_label_accuracy(const FeatureSet& feature_set,
                               std::span<const LabelledFeatures> training,
                               std::span<const LabelledFeatures> judged,
                               const ListenerConfig& config, int deals, Random& rng);

}  // namespace affetto
