#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "affetto/midi/score.hpp"

namespace affetto {

/// One measured property of a score.
struct FeatureInfo {
    std::string_view name;     ///< "notes_per_second"
    std::string_view unit;     ///< "1/s"; "" for a share or an index
    std::string_view meaning;  ///< one line for people
    bool uses_velocity = false;
};

/// Every feature, in the order of FeatureVector::values; at most 30.
std::span<const FeatureInfo> feature_infos();
/// The place of a feature in a vector.
std::optional<std::size_t> feature_index(std::string_view name);

/// Raised whenever a known score would get other values than before.
inline constexpr int kScoreFeaturesVersion = 1;

/// Interpretable features of a score: what the listener hears.
struct FeatureVector {
    std::vector<double> values;  ///< as many as feature_infos(), all finite
};

/// Notes as struck: the pedal is ignored, so that scores with and without pedal events compare.
/// Throws DataError for fewer than two pitched notes or no length: such a score has no features.
FeatureVector score_features(const Score& score);
FeatureVector score_features(std::span<const TimedNote> notes);

}  // namespace affetto
