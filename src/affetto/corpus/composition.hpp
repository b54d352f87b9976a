#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "affetto/corpus/accompaniment.hpp"
#include "affetto/corpus/cues.hpp"
#include "affetto/corpus/form.hpp"
#include "affetto/corpus/harmony.hpp"
#include "affetto/corpus/melody.hpp"
#include "affetto/corpus/orchestration.hpp"
#include "affetto/midi/score.hpp"

namespace affetto {

/// Where random numbers come from: every decision has a stream of its own, so that a piece with one
/// cue moved keeps all that does not depend on it.
struct Seed {
    std::uint64_t corpus = 1;
    std::uint64_t piece = 0;

    Random stream(std::uint64_t purpose, std::uint64_t part = 0) const;
};

/// What is settled before the first note.
struct Plan {
    Tonality key;
    const Metre* metre = nullptr;
    Form form;
    const Ensemble* ensemble = nullptr;
    int chords_per_unit = 1;
    double energy = 0;  ///< -1 calm .. 1 excited: which instruments and figures suit
};

/// Plans a piece for `cues`. `planned_for` are the cues that length, harmonic rhythm and
/// instruments follow: those of the original for a piece with one cue moved, else the same.
Plan make_plan(const CueValues& cues, const CueValues& planned_for, const Seed& seed);

/// A piece and how it was made.
struct Composition {
    Score score;
    std::vector<Chord> chords;       ///< introduction to close, without gaps
    std::map<char, Figure> figures;  ///< accompaniment by section
    std::vector<Cadence> cadences;   ///< a phrase each
};
Composition compose(const Plan& plan, const CueValues& cues, const Seed& seed);

}  // namespace affetto
