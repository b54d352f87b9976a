#pragma once

#include <span>

#include "affetto/analysis/feature_set.hpp"
#include "affetto/midi/score.hpp"

namespace affetto {

/// Interpretable features of a score ("score", at most 30): what the listener hears in notes.
const FeatureSet& score_feature_set();

/// Notes as struck: the pedal is ignored, so that scores with and without pedal events compare.
/// Throws DataError for fewer than two pitched notes or no length: such a score has no features.
FeatureVector score_features(const Score& score);
FeatureVector score_features(std::span<const TimedNote> notes);

}  // namespace affetto
