#pragma once

#include <span>

#include "affetto/midi/score.hpp"

namespace affetto {

/// How rough the sounding chords are, 0..1: at every onset the pitch classes that sound are
/// paired, each pair weighted by the dissonance of its interval class; the mean over pairs,
/// averaged over onsets. Drums left out; 0 where no two pitch classes ever sound together.
/// Weights: Huron's aggregate dyadic consonance (Music Perception 11, 1994, table 2), scaled so
/// that the most consonant interval class is 0 and the most dissonant 1.
double dissonance(std::span<const TimedNote> notes);

/// How often the harmony moves: windows of one second every half second, one minus the cosine
/// between the pitch-class weights of a window and of the one after it (a second later), averaged.
/// 0 holds one chord, 1 shares nothing. Drums left out.
double harmonic_change(std::span<const TimedNote> notes);

}  // namespace affetto
