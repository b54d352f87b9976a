#include "affetto/generation/guards.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "affetto/features/decoded_pitch.hpp"
#include "affetto/midi/instruments.hpp"

namespace affetto {
namespace {

/// Single notes of one part, a gap of one bin between them.
std::vector<NoteStep> melody(const std::vector<int>& pitches) {
    std::vector<NoteStep> steps;
    for (const int pitch : pitches) steps.push_back({1, 0, static_cast<std::int16_t>(pitch), 1, 1});
    return steps;
}

std::vector<int> repeated(const std::vector<int>& pattern, std::size_t count) {
    std::vector<int> out;
    for (std::size_t i = 0; i < count; ++i) out.push_back(pattern[i % pattern.size()]);
    return out;
}

TEST(Loops, APatternOfThreeNotesEndsAfterSixTimes) {
    EXPECT_EQ(looping_pitch(melody(repeated({41, 53, 58}, kLongestLoop - 1)), 0), -1);
    EXPECT_EQ(looping_pitch(melody(repeated({41, 53, 58}, kLongestLoop)), 0), 41);
    EXPECT_EQ(looping_pitch(melody(repeated({61, 66}, kLongestLoop + 1)), 0), 66);
}

TEST(Loops, AMelodyAndALongPatternAreNone) {
    std::vector<int> scale;
    for (int i = 0; i < 30; ++i) scale.push_back(50 + i % 13);
    EXPECT_EQ(looping_pitch(melody(scale), 0), -1);
    EXPECT_EQ(looping_pitch(melody(repeated({60, 64, 67, 64, 65}, 40)), 0), -1);
    EXPECT_EQ(looping_pitch({}, 0), -1);
}

TEST(Loops, AreHeardWithinOnePart) {
    std::vector<NoteStep> steps;
    for (int i = 0; i < 40; ++i) {
        steps.push_back({1, 0, static_cast<std::int16_t>(60 + i % 2), 1, 1});
        steps.push_back({0, 1, static_cast<std::int16_t>(40 + i % 17), 1, 1});
    }
    EXPECT_EQ(looping_pitch(steps, 0), 60);
    EXPECT_EQ(looping_pitch(steps, 1), -1);
}

TEST(Forbid, ClosesTheLoopAndTheSoundingChord) {
    const NoteFormat format;
    const NoteVocabulary vocabulary(format);
    std::vector<NoteStep> steps = melody(repeated({41, 53, 58}, kLongestLoop));
    const std::vector<PitchRun> runs{{58, 0}};
    const std::vector<bool> instruments{true};
    std::vector<float> logits(kPitches, 0.0f);
    const std::int64_t drawn[kNoteFields] = {0, 0, 0, 0, 0};
    forbid(logits, kPitch, drawn, {steps, runs, instruments, 1.0, 1.0}, format, vocabulary);
    EXPECT_TRUE(std::isinf(logits[41]));  // goes on with the loop
    EXPECT_TRUE(std::isinf(logits[58]));  // begins with this very note
    EXPECT_EQ(std::count(logits.begin(), logits.end(), 0.0f), 88 - 2);
}

TEST(Forbid, LeavesTheRangeOfEveryInstrumentInEveryKey) {
    for (int program = 0; program < 128; ++program)
        for (int key = 0; key < 12; ++key) {
            NoteFormat format;
            format.parts = {PartKind{program, false, 0, ""}};
            const NoteVocabulary vocabulary(format);
            const std::vector<PitchRun> runs(1);
            const std::vector<bool> instruments{true};
            std::vector<float> logits(kPitches, 0.0f);
            const std::int64_t drawn[kNoteFields] = {1, 0, 0, 0, 0};
            forbid(logits, kPitch, drawn, {{}, runs, instruments, 0, 1, key}, format, vocabulary);
            for (int token = 0; token < kPitches; ++token)
                EXPECT_EQ(std::isinf(logits[static_cast<std::size_t>(token)]),
                          !instrument_of(program).plays(pitch_of_token(token, format, key)))
                    << program << " " << key << " " << token;
        }
}

TEST(Forbid, LeavesTheOtherRulesWhereNothingElseIsInRange) {
    NoteFormat format;
    format.parts = {PartKind{47, false, 0, "Timpani"}};
    const NoteVocabulary vocabulary(format);
    const Instrument& timpani = instrument_of(47);
    std::vector<NoteStep> steps;  // one chord of all its pitches
    for (int pitch = timpani.low; pitch <= timpani.high; ++pitch)
        steps.push_back({0, 0, static_cast<std::int16_t>(pitch), 1, 1});
    const std::vector<PitchRun> runs(1);
    const std::vector<bool> instruments{true};
    std::vector<float> logits(kPitches, 0.0f);
    const std::int64_t drawn[kNoteFields] = {0, 0, 0, 0, 0};
    forbid(logits, kPitch, drawn, {steps, runs, instruments, 0, 1}, format, vocabulary);
    EXPECT_EQ(std::count(logits.begin(), logits.end(), 0.0f), timpani.high - timpani.low + 1);
}

}  // namespace
}  // namespace affetto
