#pragma once

#include <span>
#include <vector>

#include "affetto/core/random.hpp"
#include "affetto/corpus/form.hpp"
#include "affetto/corpus/harmony.hpp"
#include "affetto/corpus/sketch.hpp"

namespace affetto {

struct MelodyStyle {
    double attacks_per_quarter = 1;
    double leaps = 0.3;       ///< 0 all steps .. 1 many leaps
    double contour = 0;       ///< -1 falling .. 1 rising
    double regularity = 0.6;  ///< 1: even rhythms
    double tension = 0.4;     ///< appoggiaturas at cadences
    int home_degree = 0;      ///< the middle of the melody's range
};

/// A musical idea of one unit: a rhythm and a shape in scale steps from its first note.
struct Motif {
    std::vector<int> starts;   ///< steps
    std::vector<int> lengths;  ///< steps
    std::vector<int> shape;    ///< scale steps
};
Motif invent_motif(const Metre& metre, const MelodyStyle& style, Random& rng);

/// Development: the same rhythm upside down; its first half twice, a step apart.
Motif inverted(const Motif& motif);
Motif fragmented(const Motif& motif, const Metre& metre, int shift);

/// What belongs to one letter of the form: its two ideas and how the units of a phrase use them.
struct PhraseMaterial {
    Motif idea;
    Motif contrast;
    std::vector<int> plan;     ///< a unit: 0 idea, 1 contrast, 2 inversion, 3 fragments
    std::vector<int> anchors;  ///< a unit: scale steps above the home degree
};
PhraseMaterial invent_material(const Metre& metre, const MelodyStyle& style, int units,
                               Random& rng);
/// Another letter's material that keeps the rhythm of the first idea.
PhraseMaterial derived_material(const PhraseMaterial& from, const Metre& metre,
                                const MelodyStyle& style, Random& rng);

/// The melody of a phrase over its chords. Strong notes are chord tones, other notes pass or
/// neighbour, leading tones rise, the last unit rests on a note of the cadence's goal. Later
/// variants of a letter are ornamented.
Sketch write_melody(const PhraseMaterial& material, const PhrasePlan& phrase, bool last,
                    std::span<const Chord> chords, const Metre& metre, const Tonality& key,
                    const MelodyStyle& style, Random& rng);

}  // namespace affetto
