#pragma once

#include <span>

#include "affetto/midi/score.hpp"

namespace affetto {

/// How clearly onsets agree on a beat, from the autocorrelation of the onset curve: 10 ms steps,
/// every chord a Gaussian bump of 30 ms SD and height 1, the mean taken off. After Lartillot,
/// Eerola, Toiviainen and Fornari, "Multi-feature modeling of pulse clarity", ISMIR 2008
/// (MaxAutocor).
struct Pulse {
    double clarity = 0;   ///< the highest autocorrelation between 0.25 and 1.5 s, 0..1
    double period_s = 0;  ///< where it lies; 0 where there is none
};

/// Of the first ten minutes. All 0 with fewer than four chords.
Pulse measure_pulse(std::span<const TimedNote> notes);

}  // namespace affetto
