#pragma once

#include <vector>

#include "affetto/features/note_tokens.hpp"

namespace affetto {

/// Brings the last notes of a piece to its end: nothing sounds beyond `end` (units of the format),
/// and the last chord is held until it, so that music stops where it was asked to and does not
/// break off. Drums are cut off and not held, except where nothing else plays.
void close_at(std::vector<UnitNote>& notes, double end, double chord_span, const PartTable& parts);

}  // namespace affetto
