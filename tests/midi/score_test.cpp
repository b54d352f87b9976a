#include "affetto/midi/score.hpp"

#include <gtest/gtest.h>

namespace affetto {
namespace {

Score with_tempos(std::vector<TempoChange> tempos) {
    Score score;
    score.ticks_per_beat = 100;
    score.tempos = std::move(tempos);
    return score;
}

Score one_part(std::vector<Note> notes, std::vector<ControlChange> controls) {
    Score score;
    score.ticks_per_beat = 100;  // at 120 bpm: 200 ticks a second
    Part part;
    part.notes = std::move(notes);
    part.channel = 0;
    score.parts.push_back(part);
    score.channels.push_back({std::move(controls), {}});
    return score;
}

TEST(TempoMap, WithoutChangesIs120Bpm) {
    const TempoMap map(with_tempos({}));
    EXPECT_DOUBLE_EQ(map.seconds(Ticks(200)).value, 1.0);
    EXPECT_DOUBLE_EQ(map.beats(Ticks(250)).value, 2.5);
    EXPECT_DOUBLE_EQ(map.bpm_at(Ticks(0)), 120);
}

TEST(TempoMap, FollowsChangesAndComesBack) {
    const TempoMap map(with_tempos({{Ticks(0), 60}, {Ticks(200), 120}, {Ticks(300), 240}}));
    EXPECT_DOUBLE_EQ(map.seconds(Ticks(100)).value, 1.0);
    EXPECT_DOUBLE_EQ(map.seconds(Ticks(200)).value, 2.0);
    EXPECT_DOUBLE_EQ(map.seconds(Ticks(300)).value, 2.5);
    EXPECT_DOUBLE_EQ(map.seconds(Ticks(400)).value, 2.75);
    EXPECT_DOUBLE_EQ(map.bpm_at(Ticks(199)), 60);
    EXPECT_DOUBLE_EQ(map.bpm_at(Ticks(200)), 120);
    for (std::int64_t t = 0; t < 500; ++t)
        EXPECT_EQ(map.ticks(map.seconds(Ticks(t))), Ticks(t)) << t;
}

TEST(TempoMap, KeepsTheDefaultBeforeALateFirstChange) {
    const TempoMap map(with_tempos({{Ticks(200), 60}}));
    EXPECT_DOUBLE_EQ(map.seconds(Ticks(200)).value, 1.0);
    EXPECT_DOUBLE_EQ(map.seconds(Ticks(300)).value, 2.0);
}

TEST(Score, EndsWithItsLastNote) {
    EXPECT_EQ(Score{}.end(), Ticks(0));
    const Score score =
        one_part({{Ticks(0), Ticks(500), 60, 64}, {Ticks(100), Ticks(10), 62, 64}}, {});
    EXPECT_EQ(score.end(), Ticks(500));
    EXPECT_EQ(score.note_count(), 2u);
}

TEST(TimedNotes, AreSortedOverPartsByOnsetPitchAndPart) {
    Score score = one_part({{Ticks(100), Ticks(50), 72, 64}}, {});
    score.parts.push_back(score.parts[0]);
    score.parts[1].notes = {{Ticks(0), Ticks(50), 60, 64}, {Ticks(100), Ticks(50), 72, 64}};
    const auto notes = timed_notes(score);
    ASSERT_EQ(notes.size(), 3u);
    EXPECT_EQ(notes[0].pitch, 60);
    EXPECT_EQ(notes[1].part, 0);
    EXPECT_EQ(notes[2].part, 1);
    EXPECT_DOUBLE_EQ(notes[1].onset, 0.5);
    EXPECT_DOUBLE_EQ(notes[1].duration, 0.25);
}

TEST(Pedal, LengthensANoteUntilItGoesUp) {
    const Score score =
        one_part({{Ticks(0), Ticks(100), 60, 64}}, {{Ticks(50), 64, 127}, {Ticks(400), 64, 0}});
    EXPECT_DOUBLE_EQ(timed_notes(score)[0].duration, 0.5);
    EXPECT_DOUBLE_EQ(timed_notes(score, Pedal::lengthens)[0].duration, 2.0);
}

TEST(Pedal, EndsANoteWhereItsPitchIsStruckAgain) {
    const Score score = one_part({{Ticks(0), Ticks(100), 60, 64}, {Ticks(200), Ticks(20), 60, 64}},
                                 {{Ticks(0), 64, 64}, {Ticks(400), 64, 63}});
    const auto notes = timed_notes(score, Pedal::lengthens);
    EXPECT_DOUBLE_EQ(notes[0].duration, 1.0);
    EXPECT_DOUBLE_EQ(notes[1].end(), 2.0);
}

TEST(Pedal, LeavesNotesThatEndWhileItIsUp) {
    const Score score =
        one_part({{Ticks(0), Ticks(100), 60, 64}, {Ticks(0), Ticks(300), 64, 64}},
                 {{Ticks(100), 64, 127}, {Ticks(300), 64, 0}, {Ticks(350), 66, 127}});
    const auto notes = timed_notes(score, Pedal::lengthens);
    EXPECT_DOUBLE_EQ(notes[0].duration, 0.5);
    EXPECT_DOUBLE_EQ(notes[1].duration, 1.5);
}

TEST(Pedal, HoldsForAllPartsOfItsChannelAndForNoOther) {
    Score score = one_part({{Ticks(0), Ticks(100), 60, 64}}, {{Ticks(50), 64, 127}});
    score.parts.push_back(score.parts[0]);
    score.parts.push_back({"", 0, false, {{Ticks(0), Ticks(100), 62, 64}}});
    score.parts.push_back({"", 0, false, {{Ticks(0), Ticks(400), 64, 64}}});
    const auto notes = timed_notes(score, Pedal::lengthens);
    EXPECT_DOUBLE_EQ(notes[0].duration, 2.0);
    EXPECT_DOUBLE_EQ(notes[1].duration, 2.0);
    EXPECT_DOUBLE_EQ(notes[2].duration, 0.5);
}

TEST(Pedal, NeverLiftedHoldsToTheEndOfTheScore) {
    const Score score = one_part({{Ticks(0), Ticks(100), 60, 64}, {Ticks(500), Ticks(100), 62, 64}},
                                 {{Ticks(0), 64, 127}});
    EXPECT_DOUBLE_EQ(timed_notes(score, Pedal::lengthens)[0].end(), 3.0);
}

}  // namespace
}  // namespace affetto
