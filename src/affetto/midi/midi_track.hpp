#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "affetto/core/interrupt_watch.hpp"
#include "affetto/midi/midi_bytes.hpp"
#include "affetto/midi/midi_channel.hpp"
#include "affetto/midi/midi_file.hpp"
#include "affetto/midi/score.hpp"

namespace affetto {

/// How the ticks of a file become ticks of a score.
struct MidiTimeBase {
    std::int64_t scale = 1;  ///< score ticks in a file tick
    bool absolute = false;   ///< SMPTE: tempo events mean nothing
};

/// How much a whole file may hold, and how much of it there is so far.
struct MidiBudget {
    MidiLimits limits;
    std::uint64_t events = 0;
    std::size_t parts = 0;
    std::size_t channels = 0;
    InterruptWatch interrupt;
};

inline constexpr int kMidiPorts = 128;  ///< a port's number has seven bits

/// A channel of a file: one of the 16 of one of its ports. Those of different ports, and of
/// different sequences of a type 2 file, have nothing to do with each other.
struct MidiAddress {
    int port = 0;
    int channel = 0;  ///< 0..15

    friend auto operator<=>(const MidiAddress&, const MidiAddress&) = default;
};

/// Events that only inform and are broken: they are left out.
struct LeftOutEvents {
    std::size_t count = 0;
    std::optional<MidiFault> first;
};

/// What one MTrk chunk holds.
struct MidiTrack {
    std::string name;
    std::map<MidiAddress, MidiChannel> channels;
    std::vector<TempoChange> tempos;
    std::vector<TimeSignature> time_signatures;
    std::vector<KeySignature> key_signatures;
    Ticks end;

    std::optional<std::size_t> end_of_track;  ///< offset behind the event that ends the track
    std::size_t borrowed_status = 0;          ///< running status used across a meta event or sysex
    std::size_t unclosed_notes = 0;
    LeftOutEvents left_out;
    std::optional<MidiFault> fault;  ///< reading stopped here
};

/// Where a track begins in the music.
struct MidiTrackStart {
    Ticks at;
    int port = 0;
    bool port_changes = true;  ///< whether the track may choose another port
};

/// The events of a track. A fault stops the reading and is handed back with what was read before
/// it; sounding notes end there. Events, channels and parts are charged to `budget`.
MidiTrack read_midi_track(MidiBytes bytes, const MidiTrackStart& start,
                          const MidiTimeBase& time_base, MidiBudget& budget);

}  // namespace affetto
