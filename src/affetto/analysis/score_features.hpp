#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "affetto/midi/score.hpp"

namespace affetto {

/// One measured property of a score.
struct FeatureInfo {
    std::string_view name;     ///< "notes_per_second"
    std::string_view unit;     ///< "1/s"; "" for a share
    std::string_view meaning;  ///< one line for people
    bool uses_velocity = false;
};

/// Every feature, in the order of FeatureVector::values; at most 30.
std::span<const FeatureInfo> feature_infos();

/// Raised whenever a score would get other values than before.
inline constexpr int kScoreFeaturesVersion = 1;

/// Interpretable features of a score: what the listener hears. Always finite.
struct FeatureVector {
    std::vector<double> values;  ///< as many as feature_infos()
};

/// Note lengths as struck; the pedal is ignored, so that scores with and without pedal events
/// compare. Throws DataError for a score with fewer than two pitched notes.
FeatureVector score_features(const Score& score);
FeatureVector score_features(std::span<const TimedNote> notes);

}  // namespace affetto
