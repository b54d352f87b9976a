#pragma once

#include "affetto/analysis/key.hpp"
#include "affetto/analysis/sound_frames.hpp"

namespace affetto {

// What a chromagram says of key and harmony. Frames weigh as their amplitude.

/// The amplitude of each pitch class, summed over the frames chosen.
PitchClassWeights chroma_weights(const Matrix& chroma, const std::vector<std::size_t>& frames);

/// Correlation with the best major triad minus that with the best minor triad, mean over half
/// seconds, -1..1: above 0 where chords sound major.
double triad_balance(const Matrix& chroma, double frames_per_second);

/// How much the pitch classes change from one half second to the next: 1 - the cosine between
/// them, 0..1.
double harmonic_change(const Matrix& chroma, double frames_per_second);

/// The share of neighbouring pitch classes that sound together (semitones), 0..1: roughness.
double semitone_share(const Matrix& chroma, double frames_per_second);

}  // namespace affetto
