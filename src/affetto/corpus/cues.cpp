#include "affetto/corpus/cues.hpp"

#include <algorithm>

namespace affetto {
namespace {

// clang-format off
// cue, name, unit, intercept, valence, arousal, spread, low, high, meaning
constexpr std::array<CueSpec, kNumCues> kTable = {{
    {Cue::tempo, "tempo", "bpm", 101, 0, 26, 15, 58, 168, "quarter notes a minute"},
    {Cue::density, "density", "log2", 0.95, -0.2, 0.2, 0.32, 0, 2, "attacks in a quarter note"},
    {Cue::loudness, "loudness", "velocity", 66, -2.5, 24, 8, 28, 106, "mean velocity"},
    {Cue::dynamic_range, "dynamic_range", "velocity", 12, -0.25, -1.9, 2.3, 5, 20, "velocity SD"},
    {Cue::articulation, "articulation", "", 0.84, -0.02, -0.14, 0.10, 0.4, 1, "sounding share of a note's length"},
    {Cue::ring, "ring", "", 0.78, 0, -0.14, 0.2, 0, 1, "how far notes ring on in their chord"},
    {Cue::thickness, "thickness", "notes", 2.2, -0.06, 0.42, 0.3, 1.2, 3.8, "notes in an attack"},
    {Cue::register_height, "register", "semitones", 62, 0.1, 0.1, 3, 52, 72, "mean pitch"},
    {Cue::width, "width", "semitones", 26, -1.0, 5.5, 3, 14, 40, "from the bass to the melody"},
    {Cue::bass_weight, "bass_weight", "", 0.45, -0.26, 0.22, 0.2, 0, 1, "how readily the bass doubles"},
    {Cue::mode, "mode", "", 0.17, 1.2, -0.05, 0.62, -3, 3, "major above 0, minor below"},
    {Cue::colour, "colour", "", 0.1, 0.5, 0, 0.4, -1, 1, "from chromatic to bright chords"},
    {Cue::tension, "tension", "", 0.4, -0.2, 0.1, 0.2, 0, 1, "sevenths and suspensions"},
    {Cue::leaps, "leaps", "", 0.35, 0.05, 0.15, 0.13, 0, 1, "leaps against steps"},
    {Cue::contour, "contour", "", 0, 0.3, 0.3, 0.4, -1, 1, "from falling to rising melody"},
    {Cue::regularity, "regularity", "", 0.65, 0.15, -0.05, 0.2, 0, 1, "from syncopated to even"},
    {Cue::complexity, "complexity", "", 0.5, -0.15, 0.05, 0.25, 0, 1, "from repetition to contrast"},
}};
// clang-format on

struct Precision {
    double vv = 3, va = 0, aa = 3;  // the variance of a uniform label is 1/3
};

Precision label_precision() {
    Precision p;
    for (const CueSpec& c : kTable) {
        const double weight = 1 / (c.spread * c.spread);
        p.vv += weight * c.valence_slope * c.valence_slope;
        p.va += weight * c.valence_slope * c.arousal_slope;
        p.aa += weight * c.arousal_slope * c.arousal_slope;
    }
    return p;
}

const CueSpec& spec_of(Cue cue) { return kTable[static_cast<std::size_t>(cue)]; }

}  // namespace

std::span<const CueSpec> cue_table() { return kTable; }

Emotion draw_label(Random& rng) {
    const double valence = rng.uniform(-1, 1);
    const double arousal = rng.uniform(-1, 1);
    return {static_cast<float>(valence), static_cast<float>(arousal)};
}

CueValues draw_cues(Emotion label, Random& rng) {
    CueValues cues;
    for (const CueSpec& c : kTable) {
        const double line =
            c.intercept + c.valence_slope * label.valence + c.arousal_slope * label.arousal;
        cues[c.cue] = std::clamp(line + c.spread * rng.normal(), c.low, c.high);
    }
    return cues;
}

double moved_value(Cue cue, double value) {
    if (cue == Cue::mode) return -value;
    const CueSpec& c = spec_of(cue);
    const double step = 2 * c.spread;
    const bool up = value < (c.low + c.high) / 2;
    return std::clamp(up ? value + step : value - step, c.low, c.high);
}

Emotion moved_label(Emotion label, Cue cue, double delta) {
    const CueSpec& c = spec_of(cue);
    const double weight = delta / (c.spread * c.spread);
    const double v = c.valence_slope * weight, a = c.arousal_slope * weight;
    const Precision p = label_precision();
    const double determinant = p.vv * p.aa - p.va * p.va;
    const double dv = (p.aa * v - p.va * a) / determinant;
    const double da = (p.vv * a - p.va * v) / determinant;
    return {static_cast<float>(std::clamp(label.valence + dv, -1.0, 1.0)),
            static_cast<float>(std::clamp(label.arousal + da, -1.0, 1.0))};
}

}  // namespace affetto
