#pragma once

#include <span>

#include "affetto/midi/score.hpp"

namespace affetto {

/// Plain statistics of notes. Durations are those of the notes handed in: with or without pedal is
/// the caller's choice at `timed_notes`. Pitch statistics leave drums out. All are 0 for no notes.

struct MeanAndSd {
    double mean = 0;
    double sd = 0;  ///< of the population
};

MeanAndSd velocity_statistics(std::span<const TimedNote> notes);
MeanAndSd pitch_statistics(std::span<const TimedNote> notes);   ///< MIDI numbers
MeanAndSd length_statistics(std::span<const TimedNote> notes);  ///< seconds

/// Highest minus lowest pitch, in semitones.
int pitch_range(std::span<const TimedNote> notes);

/// Share of notes below `pitch`; C3, MIDI number 48, is where the left hand's bass begins.
double share_below(std::span<const TimedNote> notes, int pitch = 48);

/// Mean number of notes that sound at once, averaged over the time in which something sounds.
double polyphony(std::span<const TimedNote> notes);

/// Mean length of a note over the time to the next chord, at most 1 each: 1 is legato, 0.25 hard
/// staccato.
double articulation(std::span<const TimedNote> notes);

}  // namespace affetto
