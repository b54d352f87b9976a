#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "affetto/features/note_tokens.hpp"

namespace affetto {

/// Rules that keep a piece from standing still or falling silent: a network that draws note by note
/// can get caught in what it has just written. They act on the logits before each draw.

/// Most notes that begin together.
inline constexpr std::size_t kLargestChord = 16;
/// Longest time in which a part may strike one pitch and nothing else, in seconds.
inline constexpr double kLongestRepetition = 3.5;
/// Longest silence, in seconds.
inline constexpr double kLongestSilence = 1.5;
/// Most notes of a part that may go round in a loop of `kLoopPeriod` notes or fewer: the same
/// three-note chord six times.
inline constexpr std::size_t kLongestLoop = 18;
inline constexpr std::size_t kLoopPeriod = 4;

/// One pitch and nothing else in a part: since when.
struct PitchRun {
    int pitch = -1;    ///< -1: no note yet
    double start = 0;  ///< seconds
};

/// What has been written of a piece.
struct WrittenSoFar {
    std::span<const NoteStep> steps;
    std::span<const PitchRun> runs;        ///< a part each
    const std::vector<bool>& instruments;  ///< those that the plan has, flags over the part table
    double seconds = 0;                    ///< onset of the last note
    double unit_seconds = 1;               ///< of the format's unit, now
    int key = 0;                           ///< as in PieceCondition
};

/// The pitch that would go on with a loop that has lasted `kLongestLoop` notes of this part; -1
/// where the part is free.
int looping_pitch(std::span<const NoteStep> steps, int part);

/// Makes impossible what must not be drawn next: instruments that the plan lacks, a pitch that has
/// just begun in the same part, has been repeated for too long or goes on with a loop, pitches that
/// the part's instrument does not have, ever more notes at once, and a gap that is mostly silence.
/// Where nothing would be left, an instrument's range is kept and the other rules for pitch give
/// way. `drawn` holds the fields drawn before `field`.
void forbid(std::span<float> logits, NoteField field, const std::int64_t* drawn,
            const WrittenSoFar& written, const NoteFormat& format,
            const NoteVocabulary& vocabulary);

}  // namespace affetto
