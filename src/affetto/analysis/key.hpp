#pragma once

#include <array>
#include <span>
#include <string>

#include "affetto/midi/score.hpp"

namespace affetto {

/// Seconds of sound per pitch class (0 is C), drums left out. Not normalised.
using PitchClassWeights = std::array<double, 12>;
PitchClassWeights pitch_class_seconds(std::span<const TimedNote> notes);

/// The key that a stretch of music suggests.
struct Key {
    int tonic = 0;  ///< pitch class 0..11, 0 is C
    bool minor = false;
    double strength = 0;  ///< correlation with the key's profile, -1..1; 0 where nothing sounds
};

/// The best of 24 keys by the algorithm of Krumhansl and Schmuckler: Pearson correlation of the
/// duration-weighted pitch classes with a profile turned to each tonic. The profiles are the
/// probe-tone ratings of Krumhansl and Kessler, Psychological Review 89, 1982 (table in Krumhansl,
/// Cognitive Foundations of Musical Pitch, 1990). C major with strength 0 where there is no pitched
/// note or all twelve weigh the same.
Key estimate_key(std::span<const TimedNote> notes);
Key estimate_key(const PitchClassWeights& weights);

/// The better of the two keys that have the signature of a major key: that key itself or its
/// relative minor, by the same correlations. Major where they are equal.
Key key_within_signature(const PitchClassWeights& weights, int major_tonic);

/// The tonic of the major key with the same signature: its own for major, three semitones up for
/// minor.
int relative_major_tonic(const Key& key);

/// "C major", "F# minor"; flats where the signature has them ("Bb major").
std::string name_of(const Key& key);

/// Correlation with the best major key minus that with the best minor key, -2..2: above 0 sounds
/// major.
double mode_index(std::span<const TimedNote> notes);
double mode_index(const PitchClassWeights& weights);

/// The same from counts of notes instead of seconds and with Temperley's profiles (from the
/// Kostka-Payne corpus; Music and Probability, 2007): it asks more for the scale and less for the
/// tonic, and follows rated valence more closely.
double scale_mode_index(std::span<const TimedNote> notes);
double scale_mode_index(const PitchClassWeights& counts);

/// Share of notes (drums left out) outside the scale of the estimated key, 0..1. The scale of a
/// minor key is the union of its natural, harmonic and melodic forms (nine tones), so that what is
/// counted is chromatic in every form. 0 for no notes.
double out_of_scale_share(std::span<const TimedNote> notes);
double out_of_scale_share(std::span<const TimedNote> notes, const Key& key);

}  // namespace affetto
