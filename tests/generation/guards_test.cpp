#include "affetto/generation/guards.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

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
    EXPECT_EQ(std::count(logits.begin(), logits.end(), 0.0f), kPitches - 2);
}

}  // namespace
}  // namespace affetto
