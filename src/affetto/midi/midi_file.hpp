#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "affetto/core/file.hpp"
#include "affetto/midi/score.hpp"

namespace affetto {

struct MidiLimits {
    std::uint64_t max_bytes = 64u << 20;
    std::uint64_t max_events = 5'000'000;
    double max_seconds = 6 * 3600.0;
};

struct MidiReadOptions {
    bool lenient = false;  ///< keep what was read before a fault, and say so in warnings
    MidiLimits limits;
};

struct MidiReadResult {
    Score score;
    int format = 1;                     ///< 0, 1 or 2
    std::vector<std::string> warnings;  ///< e.g. notes never closed, data after the last track
};

/// Standard MIDI files (MIDI 1.0, RP-001): types 0, 1, 2, running status, SMPTE division, tempo
/// changes in any track. A pure function over bytes. Throws DataError: `name`, byte offset, track,
/// what was expected. Sizes that the file claims are checked against its length before they are
/// used. How music becomes a score where the format leaves room:
/// - One part a (track, channel) that has notes, named after its track; the program is the one in
///   force at its first note. The tracks of a type 2 file follow one another. The title is the name
///   of a first track without notes, or of a type 0 file's track.
/// - A pitch that is struck again while it sounds ends the earlier note there, as on a piano; the
///   next note-off ends the pitch. Of two notes of one pitch at one tick the later remains.
/// - A note of no length gets one tick. A note never closed ends with its track. Both are counted
/// in
///   the warnings.
/// - All notes off and all sound off (CC120, CC123) end the channel's notes, reset all controllers
///   (CC121) lifts the pedal and ends pitch bends; other controllers are kept. Aftertouch, lyrics,
///   markers and system exclusive messages are read over.
/// - Texts become valid UTF-8: as they are where they are, else from Latin-1; control characters
/// are
///   dropped.
MidiReadResult parse_midi(std::span<const std::byte> bytes, std::string_view name,
                          const MidiReadOptions& options = {});
MidiReadResult read_midi(const Path& path, const MidiReadOptions& options = {});

/// A type 1 file: a conductor track (title, tempo, time and key signatures), then one track a part
/// with its name and program. Every note is closed; same-pitch overlaps within a part are cut so
/// that no note-off is ambiguous. Parts beyond 15 melodic ones share channels with those of the
/// same program; throws DataError where that is not possible.
Bytes serialize_midi(const Score& score);
void write_midi(const Path& path, const Score& score);

}  // namespace affetto
