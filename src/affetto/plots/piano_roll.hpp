#pragma once

#include <span>
#include <string>
#include <vector>

namespace affetto {

/// A note as a bar. Times are seconds.
struct RollNote {
    double onset = 0, duration = 0;
    int pitch = 60;     ///< 60 is C4
    int velocity = 64;  ///< 0..127: louder is darker
    int part = 0;       ///< its colour
};

/// Notes in time and pitch, a colour a part, with the octaves' names at the left and seconds below.
/// `parts` names the parts in the legend; parts without a name or without notes are not in it. The
/// axes hold the notes of `beside` too, which are not drawn: two pictures that are to be compared
/// then have the same ones.
std::string piano_roll_svg(const std::string& title, std::span<const RollNote> notes,
                           const std::vector<std::string>& parts = {},
                           std::span<const RollNote> beside = {});

}  // namespace affetto
