#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "affetto/core/random.hpp"
#include "affetto/corpus/form.hpp"
#include "affetto/corpus/sketch.hpp"
#include "affetto/midi/score.hpp"

namespace affetto {

/// An instrument of an ensemble.
struct Player {
    std::string_view name;
    int program = 0;  ///< General MIDI, from 0
    int low = 21;     ///< its range, within that of instrument_of(); notes outside move by octaves
    int high = 108;
};

struct Ensemble {
    std::string_view name;
    Player melody;
    Player inner;
    Player bass;
    bool shares_staff = false;  ///< inner and bass are one part (a pianist's left hand)
    bool rings = false;         ///< melody and inner notes may ring on
    bool drums = false;
    double energy = 0;  ///< -1 suits calm music .. 1 suits excited music
    double weight = 1;
};
std::span<const Ensemble> ensembles();
const Ensemble& choose_ensemble(double energy, Random& rng);

/// A beat for the whole piece with a fill where a phrase ends; `busy` 0..1.
void add_drums(Sketch& sketch, const Form& form, const Metre& metre, double busy, Random& rng);

/// Hands the notes to the players. Notes that fall outside an instrument's range move by octaves;
/// two notes of one pitch in one part at one time become one.
std::vector<Part> orchestrate(const Sketch& sketch, const Ensemble& ensemble, int ticks_per_step);

}  // namespace affetto
