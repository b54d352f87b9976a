#pragma once

#include <vector>

#include "affetto/core/emotion.hpp"

namespace affetto {

/// How much of each named emotion a feeling holds: a weight for each of named_emotions(), in their
/// order, together 1. What learned vectors of the names are mixed by.
using NameWeights = std::vector<float>;

/// Distance on the plane at which a name's weight has fallen to 0.61 of that at its own point.
inline constexpr float kNameWidth = 0.2f;

/// The names near a point, softly: weights proportional to exp(-d^2 / (2 kNameWidth^2)), d the
/// distance from the point to the name's. Far from every name the nearest have nearly all of it.
NameWeights weights_near(Emotion e);

/// A distribution as it stands. Throws std::invalid_argument for an empty one and for a name that
/// is not among named_emotions().
NameWeights weights_of(const EmotionDistribution& d);

}  // namespace affetto
