#pragma once

#include <span>

#include "affetto/midi/score.hpp"

namespace affetto {

/// How clearly onsets agree on a beat, from the autocorrelation of the onset curve (10 ms steps,
/// each chord a bump of 25 ms SD weighted by the square root of its notes). After Lartillot et al.,
/// "Multi-feature modeling of pulse clarity", ISMIR 2008.
struct Pulse {
    double clarity = 0;   ///< height of the highest peak between 0.25 and 1.5 s, 0..1
    double period_s = 0;  ///< where it lies; 0 where there is none
};
Pulse measure_pulse(std::span<const TimedNote> notes);

}  // namespace affetto
