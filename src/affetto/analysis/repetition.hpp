#pragma once

#include <cstddef>
#include <span>

#include "affetto/midi/score.hpp"

namespace affetto {

/// Distinct pitch n-grams over all of them, 0..1: of the pitches in order of onset, then pitch.
/// 1 never repeats; 1 as well where there are fewer than n notes. Drums left out.
double distinct_ngrams(std::span<const TimedNote> notes, std::size_t n);

/// The longest time, in seconds from first onset to last end, in which notes of one part strike a
/// single pitch and nothing else. Drums left out. One note alone counts with its own length only
/// when it is struck at least twice; otherwise 0.
double longest_repeated_pitch(std::span<const TimedNote> notes);

/// Share of melody bars' worth of motion heard before: of all windows of four intervals between
/// the highest notes of successive chords, the share that occurred earlier in the piece. 0..1.
double melodic_repetition(std::span<const TimedNote> notes);

}  // namespace affetto
