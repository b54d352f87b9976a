#pragma once

#include "affetto/core/random.hpp"

namespace affetto {

/// Sharps of a key's signature, flats as negative numbers, in the spelling with the fewest
/// accidentals: -6..6. Where six sharps and six flats tie, major has sharps (F#) and minor has
/// flats (Eb minor). `tonic` is a pitch class, 0 is C.
int sharps_of_key(int tonic, bool minor);

/// Draws the tonic (pitch class) of a major key by how common its signature is: keys with few
/// accidentals are drawn most often, those with five or six in about one of fifty draws. The
/// weights are chosen, not measured. A minor key has the signature of the major key three semitones
/// above it.
int draw_major_tonic(Random& rng);

}  // namespace affetto
