#pragma once

#include <span>

#include "affetto/midi/score.hpp"

namespace affetto {

/// Shannon entropy in bits of a histogram of weights that are not negative; 0 for an empty one.
double entropy_bits(std::span<const double> weights);

/// Of the twelve pitch classes weighted by time, 0..3.58 bits; drums left out.
double pitch_class_entropy(std::span<const TimedNote> notes);

/// Of the inter-onset intervals in 24 bins, three to a doubling, from 30 ms up (longer ones in the
/// last), 0..4.58 bits: 0 is a perfectly even rhythm.
double rhythm_entropy(std::span<const TimedNote> notes);

}  // namespace affetto
