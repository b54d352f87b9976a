#pragma once

#include <cstddef>
#include <span>

#include "affetto/midi/score.hpp"

namespace affetto {

/// Distinct pitch n-grams over all of them, 0..1: of the pitches in order of onset, notes within
/// 10 ms of a chord's first from low to high. 1 never repeats; 1 as well for fewer than n notes.
/// Drums left out; n at least 1.
double distinct_ngrams(std::span<const TimedNote> notes, std::size_t n);

/// The longest stretch, in seconds from its first onset to its last, in which a part strikes one
/// single pitch and nothing else. Drums left out; 0 where no pitch is struck twice running.
double longest_repeated_pitch(std::span<const TimedNote> notes);

/// How much of the melody was heard before: of all runs of four intervals in the skyline, the share
/// that occurred earlier in the piece, 0..1. Blind to transposition and rhythm.
double melodic_repetition(std::span<const TimedNote> notes);

}  // namespace affetto
