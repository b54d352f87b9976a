#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "affetto/core/random.hpp"
#include "affetto/corpus/form.hpp"
#include "affetto/corpus/sketch.hpp"
#include "affetto/corpus/voicing.hpp"

namespace affetto {

/// An accompaniment figure. One character a slot, repeated over a span, one figure for spans that
/// fall into twos and one for those that fall into threes:
///   0 bass   f another chord tone below the inner voices   8 bass an octave up   p pedal
///   w a step of a walking bass   1 2 3 inner voices from low to high   4 the lowest an octave up
///   * all inner voices   ^ all but the lowest   # bass and all inner voices   + walking bass and
///   inner voices   - hold on   . rest
struct Pattern {
    std::string_view name;
    std::string_view duple;
    std::string_view triple;
    std::vector<int> slots;  ///< lengths of a slot in sixteenths that suit it, longest first
    double energy = 0;       ///< -1 suits calm music .. 1 suits excited music
    double weight = 1;
};
std::span<const Pattern> patterns();

/// A pattern at one speed.
struct Figure {
    const Pattern* pattern = nullptr;
    int slot = 2;
};
/// Attacks in a quarter note.
double attack_rate(const Figure& figure, const Metre& metre);

/// Draws a figure that comes near `attacks_per_quarter` and suits `energy` (-1..1).
Figure choose_figure(const Metre& metre, double attacks_per_quarter, double energy, Random& rng);

/// Writes one chord in the figure; a pedal stands on `pedal_pitch_class`.
void accompany(Sketch& sketch, const Figure& figure, const Metre& metre, const Chord& chord,
               const Voicing& voicing, const Voicing& next, int pedal_pitch_class, int phrase);

}  // namespace affetto
