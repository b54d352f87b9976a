#pragma once

#include <string>
#include <vector>

#include "affetto/core/json.hpp"
#include "affetto/core/random.hpp"
#include "affetto/listener/listener.hpp"
#include "affetto/midi/score.hpp"

namespace affetto {

/// One piece as evaluation sees it.
struct JudgedPiece {
    std::string id;
    std::vector<TimedNote> notes;
    FeatureVector features;
    Emotion emotion;           ///< generated: asked for; real: the label
    double seconds_asked = 0;  ///< generated only
};

/// Sets to compare: real music that models and listener learned from, real music held out,
/// generated music.
struct EvaluationInput {
    std::vector<JudgedPiece> training, held_out, generated;
};

/// Every number of the report, each object with a "how" that says how it was computed. Fits the
/// listener on `training`. Throws DataError where a set is too small to judge.
Json measure(const EvaluationInput& input, Random& rng);

}  // namespace affetto
