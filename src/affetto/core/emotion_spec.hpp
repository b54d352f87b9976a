#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "affetto/core/emotion.hpp"
#include "affetto/core/name_weights.hpp"
#include "affetto/core/time.hpp"

namespace affetto {

/// What a user asked for: an emotion that may move over time. Points are sorted by time; a constant
/// has one point at 0.
struct EmotionCurve {
    struct Point {
        Seconds time;
        Emotion emotion;
    };
    std::string spec;           ///< as the user wrote it
    std::vector<Point> points;  ///< never empty
    NameWeights names{};        ///< of a constant that was asked for by names: `sad`,
                                ///< `happy:0.7+calm:0.3`; else empty

    bool is_constant() const { return points.size() == 1; }
    /// Linear between points, held before the first and after the last.
    Emotion at(Seconds t) const;
    /// The time average over [0, length].
    Emotion mean(Seconds length) const;
    /// The named emotions in it: as they were asked for, else those near at(t).
    NameWeights names_at(Seconds t) const { return names.empty() ? weights_near(at(t)) : names; }
};

/// The SPEC grammar: a name (`happy`), a quadrant (`Q1`), a point (`v=0.8,a=-0.2`), a blend
/// (`happy:0.7+calm:0.3`), a curve (`0s=sad,20s=v=0.2;a=0.5,40s=happy`) or `@curve.csv` (columns
/// time,valence,arousal). Throws UsageError with the text, the position of the fault (a caret line)
/// and the nearest known name.
EmotionCurve parse_emotion_spec(std::string_view spec);

}  // namespace affetto
