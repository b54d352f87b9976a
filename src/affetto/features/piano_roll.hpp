#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "affetto/features/note_tokens.hpp"

namespace affetto {

/// The `roll` representation: for each frame and key of the piano whether a note sounds and whether
/// it begins there.
inline constexpr int kRollPitches = 88;  ///< MIDI 21..108; notes outside move by octaves
inline constexpr int kRollWidth = 2 * kRollPitches;   ///< sounding, then onsets
inline constexpr double kRollFramesPerSecond = 20.0;  ///< TimeBase::seconds
inline constexpr double kRollFramesPerBeat = 4.0;     ///< TimeBase::beats

/// T frames of kRollWidth values 0 or 1, row by row, and what conditions the piece. Parts and
/// velocities are not kept; drums are left out.
struct EncodedRoll {
    std::vector<std::uint8_t> frames;
    PieceCondition condition;

    std::int64_t length() const { return static_cast<std::int64_t>(frames.size()) / kRollWidth; }
};

double roll_frame(TimeBase base);  ///< seconds or beats of one frame

/// Times are rounded to frames: onsets and ends move by half a frame at most. Throws DataError for
/// a score without pitched notes.
EncodedRoll encode_roll(const Score& score, const NoteFormat& format);

/// Notes begin at onset bits (or where sounding begins without one) and last while the key sounds.
/// All velocities are `velocity`.
Score decode_roll(std::span<const std::uint8_t> frames, const NoteFormat& format,
                  const PieceCondition& condition, int velocity = 72);

}  // namespace affetto
