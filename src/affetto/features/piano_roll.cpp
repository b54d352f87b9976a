#include "affetto/features/piano_roll.hpp"

#include <algorithm>
#include <cmath>

#include "affetto/core/error.hpp"
#include "affetto/features/decoded_pitch.hpp"

namespace affetto {
namespace {

constexpr int kLowestPitch = 21;

std::size_t key_of(int pitch) {
    while (pitch < kLowestPitch) pitch += 12;
    while (pitch >= kLowestPitch + kRollPitches) pitch -= 12;
    return static_cast<std::size_t>(pitch - kLowestPitch);
}

}  // namespace

double roll_frame(TimeBase base) {
    return 1.0 / (base == TimeBase::seconds ? kRollFramesPerSecond : kRollFramesPerBeat);
}

EncodedRoll encode_roll(const Score& score, const NoteFormat& format) {
    Score pitched = score;
    for (Part& part : pitched.parts)
        if (part.drums) part.notes.clear();
    // One place settles key, metre and start for both representations.
    EncodedRoll roll;
    roll.condition = encode_notes(pitched, format).condition;
    const int shift = !format.key_normalise     ? 0
                      : roll.condition.key <= 5 ? -roll.condition.key
                                                : 12 - roll.condition.key;
    const double frame = roll_frame(format.time_base);
    const TempoMap tempo(pitched);
    const std::vector<TimedNote> notes =
        timed_notes(pitched, format.pedal_lengthens ? Pedal::lengthens : Pedal::ignored);
    const auto units = [&](double seconds) {
        return format.time_base == TimeBase::seconds
                   ? seconds
                   : tempo.beats(tempo.ticks(Seconds(seconds))).value;
    };
    const double first = units(notes.front().onset);
    double length = 0;
    for (const TimedNote& note : notes) {
        const auto begin =
            static_cast<std::size_t>(std::llround((units(note.onset) - first) / frame));
        const auto end = std::max(
            begin + 1, static_cast<std::size_t>(std::llround((units(note.end()) - first) / frame)));
        length = std::max(length, units(note.end()) - first);
        if (roll.frames.size() < end * kRollWidth) roll.frames.resize(end * kRollWidth);
        const std::size_t key = key_of(note.pitch + shift);
        for (std::size_t t = begin; t < end; ++t) roll.frames[t * kRollWidth + key] = 1;
        roll.frames[begin * kRollWidth + kRollPitches + key] = 1;
    }
    // Rolls have every frame of a rest that steps of notes would shorten.
    roll.condition.length = length;
    return roll;
}

Score decode_roll(std::span<const std::uint8_t> frames, const NoteFormat& format,
                  const PieceCondition& condition, int velocity) {
    const std::size_t length = frames.size() / kRollWidth;
    const double frame = roll_frame(format.time_base);
    std::vector<UnitNote> notes;
    for (std::size_t key = 0; key < kRollPitches; ++key) {
        std::size_t begin = length;  // of the note that sounds; length: none
        for (std::size_t t = 0; t <= length; ++t) {
            const bool sounds = t < length && frames[t * kRollWidth + key] != 0;
            const bool strikes = sounds && frames[t * kRollWidth + kRollPitches + key] != 0;
            if (begin < length && (!sounds || strikes)) {
                notes.push_back({condition.start + static_cast<double>(begin) * frame,
                                 static_cast<double>(t - begin) * frame,
                                 pitch_of_roll_key(static_cast<int>(key), format, condition.key),
                                 velocity, 0});
                begin = length;
            }
            if (sounds && begin == length) begin = t;
        }
    }
    return to_score(notes, format, condition);
}

}  // namespace affetto
