#pragma once

#include <string>
#include <vector>

#include "affetto/core/random.hpp"
#include "affetto/corpus/harmony.hpp"
#include "affetto/corpus/metre.hpp"

namespace affetto {

struct PhrasePlan {
    char letter = 'A';
    int variant = 0;  ///< how often the letter came before
    Cadence cadence = Cadence::authentic;
    int start_unit = 0;
    int units = 4;
};

/// The form of a piece: an introduction of `intro_units`, phrases, and one unit that holds the
/// final chord.
struct Form {
    std::string name;  ///< "AABA"
    int intro_units = 0;
    std::vector<PhrasePlan> phrases;
    int total_units = 0;
};

/// A form that lasts about `seconds` at this tempo. High complexity prefers contrast to repetition.
Form plan_form(const Metre& metre, double tempo_bpm, double seconds, double complexity,
               Random& rng);

/// The phrase to which a step belongs: the introduction to the first, the close to the last.
int phrase_at(const Form& form, const Metre& metre, int step);

}  // namespace affetto
