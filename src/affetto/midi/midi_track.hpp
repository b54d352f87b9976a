#pragma once

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "affetto/midi/midi_bytes.hpp"
#include "affetto/midi/midi_channel.hpp"
#include "affetto/midi/score.hpp"

namespace affetto {

/// How the ticks of a file become ticks of a score.
struct MidiTimeBase {
    std::int64_t scale = 1;  ///< score ticks in a file tick
    bool absolute = false;   ///< SMPTE: tempo events mean nothing
};

/// How many events a whole file may hold, and how many it has so far.
struct MidiEventBudget {
    std::uint64_t limit = 0;
    std::uint64_t used = 0;
};

/// What one MTrk chunk holds.
struct MidiTrack {
    std::string name;
    std::array<std::unique_ptr<MidiChannel>, 16> channels;  ///< null: silent
    std::vector<TempoChange> tempos;
    std::vector<TimeSignature> time_signatures;
    std::vector<KeySignature> key_signatures;
    Ticks end;

    std::optional<std::size_t> end_of_track;  ///< offset behind the event that ends the track
    std::size_t borrowed_status = 0;          ///< running status used across a meta event or sysex
    std::size_t unclosed_notes = 0;
    std::optional<MidiFault> fault;  ///< reading stopped here
};

/// The events of a track, from `start` on. A fault stops the reading and is handed back with what
/// was read before it; sounding notes end there. Each event is charged to `budget`.
MidiTrack read_midi_track(MidiBytes bytes, Ticks start, const MidiTimeBase& time_base,
                          MidiEventBudget& budget);

}  // namespace affetto
