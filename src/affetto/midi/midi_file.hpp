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
    std::size_t max_parts = 4'096;      ///< (track, channel) pairs with notes
    std::size_t max_channels = 65'536;  ///< (track, channel) pairs with any message
    double max_seconds = 6 * 3600.0;
};

struct MidiReadOptions {
    bool lenient = false;  ///< keep what was read before a fault, and say so in warnings
    MidiLimits limits;
};

struct MidiReadResult {
    Score score;
    int format = 1;                     ///< 0, 1 or 2
    int tracks = 1;                     ///< that the file claims to have
    std::vector<std::string> warnings;  ///< e.g. notes never closed, data after the last track
};

/// Standard MIDI files (MIDI 1.0, RP-001): types 0, 1, 2, running status, SMPTE division, tempo
/// changes in any track; also inside a RIFF file (RMID). A pure function over bytes. Throws
/// DataError: `name`, byte offset, track, what was expected. Sizes that the file claims are checked
/// against its length before they are used, the limits while it is read. A Ctrl-C that comes
/// meanwhile throws Interrupted. How music becomes a score where the format leaves room:
/// - One part a (track, channel, program) that has notes, named after its track. The tracks of a
///   type 2 file follow one another. The title is the name of a first track without notes, or of a
///   type 0 file's track.
/// - Programs, controllers, pitch bends and all notes off hold for their channel in every track; at
///   one tick those of an earlier track come first, and all of them come before the notes. Of
///   programs at one tick that of a note's own track holds. Ports (FF 21) and the sequences of a
///   type 2 file have channels of their own; of a type 2 file every 128th sequence has the same
///   ones.
/// - Names and titles are kept up to their first 200 characters.
/// - A pitch that is struck again while it sounds ends the earlier note there, as on a piano; the
///   next note-off ends the pitch. Of two notes of one pitch at one tick the later remains.
/// - A note of no length gets one tick. A note never closed ends with its track.
/// - All notes off and all sound off (CC120, CC123) end the channel's notes; reset all controllers
///   (CC121) becomes the changes that it makes; the other channel-mode messages are left out.
///   Aftertouch, lyrics, markers and system exclusive messages are read over.
/// - Key and time signatures that are broken are left out. What was left out or altered in these
///   ways is counted in the warnings.
/// - Texts become valid UTF-8: as they are where they are, else from Latin-1; control characters
///   are dropped.
MidiReadResult parse_midi(std::span<const std::byte> bytes, std::string_view name,
                          const MidiReadOptions& options = {});
MidiReadResult read_midi(const Path& path, const MidiReadOptions& options = {});

/// The MIDI file inside a RIFF file (RMID) that parse_midi() reads; other files as they are.
Bytes without_riff(Bytes file);

/// A type 1 file: a conductor track (title, tempo, time and key signatures), then one track a part
/// with its name and program. Every note is closed; same-pitch overlaps within a part are cut so
/// that no note-off is ambiguous. Every score that was read can be written, and is then read as it
/// was:
/// - Parts of one channel of the score share a channel of the file, which nothing else plays on;
/// the
///   first of them carries its controllers and pitch bends.
/// - Parts without one get a channel each while there are any, then share: a part goes where the
///   fewest of its notes meet the same pitch, and there rather to parts of its program. Where
///   programs differ each part chooses its own again before its notes.
/// - More than 15 melodic channels, or several of drums, that need to be apart lie on further ports
///   (FF 21).
/// Throws DataError for what no file can hold: values out of range, more than 128 ports.
Bytes serialize_midi(const Score& score);
void write_midi(const Path& path, const Score& score);

}  // namespace affetto
