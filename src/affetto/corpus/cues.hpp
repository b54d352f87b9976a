#pragma once

#include <array>
#include <cstddef>
#include <span>

#include "affetto/core/emotion.hpp"
#include "affetto/core/random.hpp"

namespace affetto {

/// What the composer turns. A cue is a linear function of the label plus a Gaussian spread, cut to
/// its range: cues act linearly and additively on what listeners hear (Eerola, Friberg and Bresin,
/// Frontiers in Psychology 4:487, 2013).
enum class Cue {
    tempo,
    density,
    loudness,
    dynamic_range,
    articulation,
    ring,
    thickness,
    register_height,
    width,
    bass_weight,
    mode,
    colour,
    tension,
    leaps,
    contour,
    regularity,
    complexity,
};
inline constexpr std::size_t kNumCues = 17;

struct CueSpec {
    Cue cue;
    const char* name;
    const char* unit;
    double intercept;      ///< at the neutral label
    double valence_slope;  ///< per unit of valence
    double arousal_slope;
    double spread;  ///< standard deviation around the line
    double low;     ///< limits
    double high;
    const char* meaning;
};

/// One row a cue, in the order of the enumeration. Slopes and spreads are sized so that the music's
/// effect sizes come near those measured in performed piano music (EMOPIA).
std::span<const CueSpec> cue_table();

struct CueValues {
    std::array<double, kNumCues> values{};

    double operator[](Cue cue) const { return values[static_cast<std::size_t>(cue)]; }
    double& operator[](Cue cue) { return values[static_cast<std::size_t>(cue)]; }
};

/// A label, uniform over the whole plane.
Emotion draw_label(Random& rng);
CueValues draw_cues(Emotion label, Random& rng);

/// A cue moved well away from its value, to the side where there is more room: by two spreads,
/// within its limits. Mode changes its sign.
double moved_value(Cue cue, double value);

/// The label after one cue has changed by `delta`: moved by what the cue says under the linear
/// model, the posterior mean (P + sum b b'/s^2)^-1 b delta / s^2 with b a cue's slopes, s its
/// spread and P the precision of a uniform label (3 on each axis). Stays in [-1, 1].
Emotion moved_label(Emotion label, Cue cue, double delta);

}  // namespace affetto
