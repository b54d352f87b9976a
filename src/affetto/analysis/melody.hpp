#pragma once

#include <span>
#include <vector>

#include "affetto/midi/score.hpp"

namespace affetto {

/// The skyline: the highest note of every chord, unless the top of an earlier chord still sounds
/// above it (then it accompanies). Drums left out.
std::vector<TimedNote> skyline(std::span<const TimedNote> notes);

/// What the skyline does. All 0 with fewer than two notes in it.
struct Contour {
    double mean_interval = 0;  ///< mean size of a step, semitones
    double leap_share = 0;     ///< share of steps of five semitones or more
    double rising_share = 0;   ///< share of the steps that move which go up
    double mean_pitch = 0;     ///< MIDI number
    double pitch_sd = 0;       ///< semitones
};
Contour measure_contour(std::span<const TimedNote> notes);

}  // namespace affetto
