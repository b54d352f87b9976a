#pragma once

#include <span>
#include <string_view>
#include <vector>

namespace affetto {

/// Time is counted in sixteenths, four in a quarter note.
inline constexpr int kStepsPerQuarter = 4;

/// A stretch of a unit that an accompaniment figure fills.
struct Span {
    int steps = 0;
    bool triple = false;  ///< falls into three, not two
};

/// A metre as the composer uses it. A unit is one bar, or two where bars are short.
struct Metre {
    std::string_view name;
    int numerator = 4;
    int denominator = 4;
    int bar_steps = 16;
    int unit_steps = 16;
    bool compound = false;         ///< beats of three eighths
    std::vector<int> beats;        ///< of a unit, in steps
    std::vector<Span> spans;       ///< of a unit under one chord
    std::vector<Span> half_spans;  ///< of a unit under two chords: two
    double weight = 1;             ///< how common
};
std::span<const Metre> metres();

/// 3 where a unit begins, 2 in its middle, 1 on beats, 0.5 and 0 between them.
double metric_strength(const Metre& metre, int step);

}  // namespace affetto
