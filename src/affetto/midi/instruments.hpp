#pragma once

#include <string_view>

namespace affetto {

/// A General MIDI instrument: what it is called and the pitches that it plays.
struct Instrument {
    std::string_view name;  ///< "Violin"
    int low = 21;           ///< lowest pitch as it sounds, 60 is middle C
    int high = 108;

    bool plays(int pitch) const { return pitch >= low && pitch <= high; }
};

/// The instrument of a program, 0..127. Ranges are those of good players on usual instruments; they
/// span an octave at least. Synthesizers and effects play the whole piano.
const Instrument& instrument_of(int program);

/// The hand that a part's name tells of ("Piano right hand", "LH", "left"), if any.
enum class Hand { none, left, right };
Hand hand_in(std::string_view part_name);

}  // namespace affetto
