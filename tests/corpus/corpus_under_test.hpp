#pragma once

#include <vector>

#include "affetto/corpus/etudes.hpp"
#include "affetto/midi/score.hpp"

namespace affetto::test {

/// The 400 pieces of the default corpus, composed once a program.
const std::vector<Etude>& corpus();
/// Those that are no twins.
std::vector<const Etude*> originals();

/// Notes without drums.
std::vector<TimedNote> pitched_notes(const Score& score);
/// The melody: the highest note of every onset of the first part, each ended by the next.
std::vector<TimedNote> melody_notes(const Score& score);

}  // namespace affetto::test
