#pragma once

#include "affetto/midi/score.hpp"

namespace affetto {

/// The notes of `score` that begin in [start, end), cut off at `end`, as a score of their own. It
/// begins at the beat at or before `start`, so that every note keeps its place within the beat;
/// tempo, metre, key, controllers and pitch bends in force there are set at its beginning. Parts
/// without notes in the window are left out.
Score cut_window(const Score& score, Seconds start, Seconds end);

}  // namespace affetto
