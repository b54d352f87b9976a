#include "affetto/data/window.hpp"

#include <gtest/gtest.h>

namespace affetto {
namespace {

/// Quarter notes C D E F ... at 120 bpm (two a second), 60 bpm from tick 1920 (second 2) on.
Score scale() {
    Score score;
    score.tempos = {{Ticks(0), 120}, {Ticks(1920), 60}};
    score.time_signatures = {{Ticks(0), 3, 4}};
    Part part;
    part.name = "piano";
    part.program = 5;
    for (int i = 0; i < 8; ++i) part.notes.push_back({Ticks(480 * i), Ticks(480), 60 + i, 80});
    part.channel = 0;
    score.channels = {{{{Ticks(100), 64, 127}, {Ticks(2000), 64, 0}}, {}}};
    score.parts = {part, Part{"silent later", 0, false, {{Ticks(0), Ticks(10), 50, 60}}, {}}};
    return score;
}

TEST(CutWindow, TakesTheNotesThatBeginInItAndCutsTheLast) {
    const Score cut = cut_window(scale(), Seconds(0.5), Seconds(1.25));
    ASSERT_EQ(cut.parts.size(), 1u);
    ASSERT_EQ(cut.parts[0].notes.size(), 2u);
    EXPECT_EQ(cut.parts[0].notes[0], (Note{Ticks(0), Ticks(480), 61, 80}));
    EXPECT_EQ(cut.parts[0].notes[1], (Note{Ticks(480), Ticks(240), 62, 80}));
    EXPECT_EQ(cut.parts[0].program, 5);
}

TEST(CutWindow, KeepsTheirPlaceWithinTheBeat) {
    Score score = scale();
    score.parts[0].notes[2].onset = Ticks(960 + 120);  // second 1.125
    const Score cut = cut_window(score, Seconds(1.1), Seconds(1.3));
    ASSERT_EQ(cut.note_count(), 1u);
    EXPECT_EQ(cut.parts[0].notes[0].onset, Ticks(120));
}

TEST(CutWindow, BeginsWithTheTempoMetreAndPedalInForce) {
    const Score cut = cut_window(scale(), Seconds(3), Seconds(4.5));
    ASSERT_EQ(cut.tempos.size(), 1u);
    EXPECT_EQ(cut.tempos[0].at, Ticks(0));
    EXPECT_EQ(cut.tempos[0].bpm, 60);
    ASSERT_EQ(cut.time_signatures.size(), 1u);
    EXPECT_EQ(cut.time_signatures[0].numerator, 3);
    ASSERT_EQ(cut.parts.size(), 1u);
    EXPECT_EQ(cut.parts[0].channel, 0u);
    ASSERT_EQ(cut.channels.at(0).controls.size(), 1u);
    EXPECT_EQ(cut.channels.at(0).controls[0].value, 0);
    EXPECT_EQ(cut.channels.at(0).controls[0].at, Ticks(0));
}

TEST(CutWindow, CarriesChangesInsideItAlong) {
    const Score cut = cut_window(scale(), Seconds(1), Seconds(3.5));
    ASSERT_EQ(cut.tempos.size(), 2u);
    EXPECT_EQ(cut.tempos[1].at, Ticks(960));
    ASSERT_EQ(cut.channels.at(0).controls.size(), 2u);
    EXPECT_EQ(cut.channels.at(0).controls[0].value, 127);
    EXPECT_EQ(cut.channels.at(0).controls[1].at, Ticks(1040));
}

TEST(CutWindow, KeepsOneChannelForAllPartsThatShareIt) {
    Score score = scale();
    score.parts.push_back(score.parts[0]);
    score.parts[1].channel = std::nullopt;
    const Score cut = cut_window(score, Seconds(0), Seconds(3));
    EXPECT_EQ(cut.channels.size(), 1u);
    EXPECT_EQ(cut.parts.at(0).channel, cut.parts.at(2).channel);
    EXPECT_EQ(cut.parts.at(1).channel, std::nullopt);
}

}  // namespace
}  // namespace affetto
