#pragma once

#include "affetto/core/random.hpp"
#include "affetto/midi/score.hpp"

namespace affetto::test {

/// A well-formed score, drawn at random: sorted, no overlaps of one pitch in a part, no empty part,
/// tempos that a file can hold.
Score random_score(Random& random);

}  // namespace affetto::test
