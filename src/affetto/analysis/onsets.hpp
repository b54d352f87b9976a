#pragma once

#include <span>
#include <vector>

#include "affetto/midi/score.hpp"

namespace affetto {

/// Notes that begin within this time of a chord's first note belong to that chord.
inline constexpr double kChordSeconds = 0.030;

/// The notes that begin together: indices [first, last) into the notes, sorted by onset.
struct Chord {
    double onset = 0;  ///< of its first note, seconds
    std::size_t first = 0;
    std::size_t last = 0;
};

/// Groups notes sorted by onset (as `timed_notes` gives them) into chords.
std::vector<Chord> chords_of(std::span<const TimedNote> notes, double spread_s = kChordSeconds);

/// The pitched notes in an order that does not depend on how a chord was rolled: chord after chord,
/// each from low to high. Onsets are moved to that of the chord, ends stay.
std::vector<TimedNote> chords_by_pitch(std::span<const TimedNote> notes,
                                       double spread_s = kChordSeconds);

/// From the first onset to the last end, in seconds; 0 for no notes.
double sounding_length(std::span<const TimedNote> notes);

/// Notes, and chords, per second of sounding length; 0 for no notes.
double notes_per_second(std::span<const TimedNote> notes);
double onsets_per_second(std::span<const TimedNote> notes);

/// Seconds from each chord to the next.
std::vector<double> inter_onset_intervals(std::span<const TimedNote> notes);

}  // namespace affetto
