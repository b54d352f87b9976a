#pragma once

#include <vector>

#include "affetto/generation/plan.hpp"
#include "affetto/midi/score.hpp"

namespace affetto {

/// The bars of a piece in beats, all settled before its first note: an emotion curve moves the
/// tempo at bar lines and nowhere else. Time 0 is the first bar line; a piece with an upbeat begins
/// in the middle of its first bar.
class Bars {
public:
    /// As many bars as `plan.bars` asks for, else the number (at least one) whose end is nearest to
    /// `plan.seconds`.
    explicit Bars(const PiecePlan& plan);

    int count() const { return static_cast<int>(bars_.size()); }
    double beats() const { return count() * bar_beats_; }
    double seconds() const { return end_seconds_; }
    /// Seconds at a beat, at most the end's.
    double seconds_at(double beat) const;
    double bpm_at(double beat) const;

    struct Tempo {
        double beat, bpm;
    };
    /// The tempo of the opening, and each change.
    std::vector<Tempo> tempos() const;

private:
    struct Bar {
        double start_seconds, bpm;
    };
    const Bar& bar_at(double beat) const;

    double bar_beats_;
    double end_seconds_ = 0;
    std::vector<Bar> bars_;
};

/// Writes the changes of tempo into a score that has the first one.
void add_tempos(Score& score, const Bars& bars);

}  // namespace affetto
