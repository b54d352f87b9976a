#pragma once

#include <span>
#include <vector>

#include "affetto/midi/score.hpp"

namespace affetto {

/// The skyline: the highest note of every chord, drums left out. A chord whose highest note lies
/// under a note that still sounds is accompaniment and is left out.
std::vector<TimedNote> skyline(std::span<const TimedNote> notes);

/// What the skyline does. All 0 with fewer than two notes.
struct Contour {
    double mean_interval = 0;  ///< mean size of a step, semitones
    double leap_share = 0;     ///< share of steps of five semitones or more
    double rising_share = 0;   ///< share of moving steps that go up; 0.5 where nothing moves
    double pitch_sd = 0;       ///< semitones
};
Contour measure_contour(std::span<const TimedNote> notes);

}  // namespace affetto
