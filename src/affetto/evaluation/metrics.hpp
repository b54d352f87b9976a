#pragma once

#include <string>
#include <vector>

#include "affetto/analysis/feature_set.hpp"
#include "affetto/analysis/sound_features.hpp"
#include "affetto/analysis/sound_sharpness.hpp"
#include "affetto/core/json.hpp"
#include "affetto/core/random.hpp"
#include "affetto/listener/listener.hpp"
#include "affetto/midi/score.hpp"

namespace affetto {

/// One piece as evaluation sees it: a score or a recording.
struct JudgedPiece {
    std::string id;
    std::vector<TimedNote> notes;  ///< of a score; empty for a recording
    FeatureVector features;
    SoundTexture texture;      ///< of a recording
    SoundSharpness sharpness;  ///< of a recording
    Emotion emotion;           ///< generated: asked for; real: the label
    double seconds = 0;        ///< how long it is
    double seconds_asked = 0;  ///< generated only
};

/// Sets to compare, all of one feature set: real music that models and listener learned from, real
/// music held out, generated music.
struct EvaluationInput {
    const FeatureSet* feature_set = nullptr;
    std::vector<JudgedPiece> training, held_out, generated;
    /// Held-out recordings after a trip through the model's representation and back: what a perfect
    /// model would reach. May be empty.
    std::vector<JudgedPiece> resynthesised;
};

/// Every number of the report, each object with a "how" that says how it was computed. Fits the
/// listener on `training`. Throws DataError where a set is too small to judge.
Json measure(const EvaluationInput& input, Random& rng);

}  // namespace affetto
