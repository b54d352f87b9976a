#pragma once

#include <vector>

#include "affetto/midi/score.hpp"

namespace affetto {

/// Where a part lies in a file.
struct MidiSeat {
    int port = 0;
    int channel = 0;  ///< 0..15

    friend auto operator<=>(const MidiSeat&, const MidiSeat&) = default;
};

/// A seat for each part, as said at serialize_midi(). Throws DataError where 128 ports do not
/// suffice.
std::vector<MidiSeat> seat_parts(const Score& score);

/// The ticks at which a part chooses its program, each before its notes there.
using ProgramTicks = std::vector<Ticks>;

/// For each part. One that shares its channel with no other program does so once, at the start.
std::vector<ProgramTicks> program_ticks(const Score& score, const std::vector<MidiSeat>& seats);

}  // namespace affetto
