#include <gtest/gtest.h>

#include "affetto/analysis/entropy.hpp"
#include "affetto/analysis/note_statistics.hpp"
#include "affetto/analysis/onsets.hpp"
#include "notes.hpp"

namespace affetto {
namespace {

using test::chords;
using test::melody;
using test::note;

TEST(Chords, JoinNotesWithinThirtyMilliseconds) {
    const std::vector<TimedNote> notes = {note(0.000, 1, 60), note(0.015, 1, 64),
                                          note(0.029, 1, 67), note(0.500, 1, 72)};
    const auto found = chords_of(notes);
    ASSERT_EQ(found.size(), 2u);
    EXPECT_EQ(found[0].last, 3u);
    EXPECT_EQ(found[1].onset, 0.5);
}

TEST(Chords, DoNotGrowAlongAFastRun) {
    std::vector<TimedNote> run;
    for (int i = 0; i < 10; ++i) run.push_back(note(i * 0.02, 0.02, 60 + i));
    EXPECT_EQ(chords_of(run).size(), 5u);
}

TEST(Chords, ByPitchForgetHowAChordWasRolled) {
    const std::vector<TimedNote> up = {note(0, 1, 60), note(0.02, 0.98, 64), note(1, 1, 65)};
    const std::vector<TimedNote> down = {note(0, 1, 64), note(0.02, 0.98, 60), note(1, 1, 65)};
    const auto a = chords_by_pitch(up), b = chords_by_pitch(down);
    for (std::size_t i = 0; i < a.size(); ++i) {
        EXPECT_EQ(a[i].pitch, b[i].pitch);
        EXPECT_EQ(a[i].onset, b[i].onset);
        EXPECT_DOUBLE_EQ(a[i].end(), b[i].end());
    }
}

TEST(Density, CountsNotesAndChordsPerSecond) {
    const auto notes = chords({{60, 64, 67}, {60, 64, 67}});
    EXPECT_DOUBLE_EQ(notes_per_second(notes), 3);
    EXPECT_DOUBLE_EQ(onsets_per_second(notes), 1);
    EXPECT_EQ(notes_per_second({}), 0);
    EXPECT_EQ(onsets_per_second({}), 0);
}

TEST(NoteStatistics, OfAShortPhrase) {
    const std::vector<TimedNote> notes = {note(0, 1, 40, 50), note(1, 2, 60, 70),
                                          note(3, 3, 80, 90)};
    EXPECT_DOUBLE_EQ(velocity_statistics(notes).mean, 70);
    EXPECT_NEAR(velocity_statistics(notes).sd, 16.3299, 1e-4);
    EXPECT_DOUBLE_EQ(pitch_statistics(notes).mean, 60);
    EXPECT_DOUBLE_EQ(length_statistics(notes).mean, 2);
    EXPECT_EQ(pitch_range(notes), 40);
    EXPECT_NEAR(share_below(notes), 1.0 / 3, 1e-12);
}

TEST(NoteStatistics, OfPitchLeaveDrumsOut) {
    std::vector<TimedNote> notes = melody({60, 72});
    notes.push_back(note(1, 1, 36));
    notes.back().drums = true;
    EXPECT_EQ(pitch_range(notes), 12);
    EXPECT_DOUBLE_EQ(pitch_statistics(notes).mean, 66);
    EXPECT_EQ(share_below(notes), 0);
}

TEST(Polyphony, IsAveragedOverTheTimeThatSounds) {
    // Two notes for one second, one for another, then a rest, then one.
    const std::vector<TimedNote> notes = {note(0, 2, 60), note(0, 1, 64), note(5, 1, 60)};
    EXPECT_DOUBLE_EQ(polyphony(notes), 4.0 / 3);
    EXPECT_EQ(polyphony({}), 0);
}

TEST(Articulation, TellsStaccatoFromLegato) {
    auto notes = melody({60, 62, 64, 65}, 0.5);
    EXPECT_DOUBLE_EQ(articulation(notes), 1);
    for (TimedNote& n : notes) n.duration = 0.125;
    EXPECT_DOUBLE_EQ(articulation(notes), 0.25);
}

TEST(Entropy, IsZeroForOneValueAndMaximalForAnEvenSpread) {
    EXPECT_EQ(entropy_bits(std::vector<double>{0, 3, 0}), 0);
    EXPECT_DOUBLE_EQ(entropy_bits(std::vector<double>(8, 0.5)), 3);
    EXPECT_EQ(entropy_bits({}), 0);
}

TEST(Entropy, OfPitchClassesAndRhythm) {
    EXPECT_DOUBLE_EQ(pitch_class_entropy(melody({60, 72, 48})), 0);
    EXPECT_DOUBLE_EQ(pitch_class_entropy(melody({60, 61, 62, 63})), 2);
    EXPECT_EQ(rhythm_entropy(melody({60, 61, 62, 63})), 0);
    const std::vector<TimedNote> uneven = {note(0, 1, 60), note(0.1, 1, 60), note(1, 1, 60)};
    EXPECT_DOUBLE_EQ(rhythm_entropy(uneven), 1);
}

}  // namespace
}  // namespace affetto
