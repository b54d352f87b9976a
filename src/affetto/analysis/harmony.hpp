#pragma once

#include <span>

#include "affetto/midi/score.hpp"

namespace affetto {

/// How rough the sounding harmony is, 0..1: at every onset the pitch classes that sound are paired,
/// each pair rated by the dissonance of its interval class; the mean over pairs, averaged over the
/// onsets that have one. Ratings: the aggregate dyadic consonance of Huron, Music Perception 11,
/// 1994, turned round and scaled to 0 (fourth, fifth) .. 1 (semitone). Drums left out.
double dissonance(std::span<const TimedNote> notes);

/// Share of notes that stand a fifth (or fifth and octaves) over the lowest note that sounds when
/// they begin, 0..1: open, stable sonorities. Drums left out.
double fifths_over_bass(std::span<const TimedNote> notes);

/// How much the harmony moves, 0..1: one minus the cosine between the pitch-class seconds of each
/// second of music and those of the second after it, averaged. 0 holds one chord, 1 never shares a
/// tone. Drums left out; 0 for less than two seconds.
double harmonic_change(std::span<const TimedNote> notes);

/// How major or minor the chords are, about -0.3..0.3: per second of music, the largest share of
/// its sound that a major triad explains minus the largest that a minor triad does, averaged over
/// the seconds that sound. Drums left out.
double triad_balance(std::span<const TimedNote> notes);

}  // namespace affetto
