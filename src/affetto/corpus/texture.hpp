#pragma once

#include <span>

#include "affetto/core/random.hpp"
#include "affetto/corpus/form.hpp"
#include "affetto/corpus/harmony.hpp"
#include "affetto/corpus/sketch.hpp"

namespace affetto {

/// Doubles notes until an attack has `notes_per_attack` notes on average, as far as that goes: the
/// melody by a chord tone below or an octave, the bass by octaves (`bass_weight` 0..1 says how
/// readily), inner voices by another chord tone. Whole phrases and strong beats come first, so that
/// a texture lasts. Where there are too many notes, weak inner ones go.
void thicken(Sketch& sketch, double notes_per_attack, double bass_weight, const Metre& metre,
             std::span<const Chord> chords, const Tonality& key, Random& rng);

/// Sets how long every note sounds: `articulation` of its written length (1 legato), and where the
/// instrument rings, `ring` of the way from there to the end of its chord, as under a pedal. A note
/// ends at the latest where its pitch is struck again. The last chord is held to its end.
void let_sound(Sketch& sketch, double articulation, double ring, bool melody_rings,
               std::span<const Chord> chords);

}  // namespace affetto
