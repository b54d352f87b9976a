#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "affetto/core/json.hpp"
#include "affetto/features/part_table.hpp"
#include "affetto/features/value_bins.hpp"
#include "affetto/midi/score.hpp"

namespace affetto {

/// The `notes` representation: one step a note with five fields, in the order in which a decoder
/// draws them.
enum NoteField { kGap, kPart, kPitch, kDuration, kVelocity };
inline constexpr int kNoteFields = 5;
using NoteStep = std::array<std::int16_t, kNoteFields>;
inline constexpr int kPitches = 128;
std::string_view name_of(NoteField field);

/// What a data set's notes are counted in. Stored with the latents and with every model trained on
/// them.
struct NoteFormat {
    TimeBase time_base = TimeBase::seconds;
    bool key_normalise = true;  ///< the relative-major tonic moved to C; drums take no part in it
    bool pedal_lengthens = false;  ///< notes sound on while the pedal is down
    PartTable parts{PartKind{0, false, 0, "Piano"}};
};

/// The bins of a format, built once.
struct NoteVocabulary {
    explicit NoteVocabulary(const NoteFormat& format);

    ValueBins gap, duration, velocity;
    std::array<int, kNoteFields> sizes;  ///< values a field can take
};

/// What is constant over a piece and conditions the decoder.
struct PieceCondition {
    int key = 0;  ///< pitch class of the relative-major tonic, 0..11; 0 without key normalisation
    double tempo_bpm = 120;   ///< of the opening; no meaning for TimeBase::seconds
    int metre_numerator = 4;  ///< no meaning for TimeBase::seconds
    int metre_denominator = 4;
    double start =
        0;  ///< of the first note within its bar (beats), or from the file's start (seconds)
    double length = 0;  ///< from the first onset to the end of the last note, in the format's units

    double bar_beats() const { return 4.0 * metre_numerator / metre_denominator; }
};

struct EncodedNotes {
    std::vector<NoteStep> steps;
    PieceCondition condition;
};

/// Steps are sorted by time, part, pitch; notes of one time have gap 0. Errors of gaps do not add
/// up: onsets are within half a step of their place while gaps are short (value_bins.hpp). A rest
/// longer than the longest gap is shortened once, by whole bars. Throws DataError without notes.
EncodedNotes encode_notes(const Score& score, const NoteFormat& format);

/// A note of the decoder in the format's units.
struct UnitNote {
    double onset = 0, duration = 0;
    int pitch = 60, velocity = 64, part = 0;
};
/// Absolute times and real pitches (key normalisation undone) of some steps.
std::vector<UnitNote> to_unit_notes(std::span<const NoteStep> steps, const NoteFormat& format,
                                    const PieceCondition& condition);

/// A score with the format's instruments. Seconds: 1 ms ticks under a nominal tempo; beats: the
/// condition's tempo, metre and key signature. Where a pitch is struck again while it sounds, the
/// sound goes on: the first note ends at the second, which lasts to the later end of both.
Score to_score(std::span<const UnitNote> notes, const NoteFormat& format,
               const PieceCondition& condition);
Score decode_notes(std::span<const NoteStep> steps, const NoteFormat& format,
                   const PieceCondition& condition);

Json to_json(const NoteFormat& format);
/// Throws DataError naming `where`.
NoteFormat note_format_from_json(const Json& json, const std::string& where);
std::string_view name_of(TimeBase base);  ///< "seconds", "beats"

}  // namespace affetto
