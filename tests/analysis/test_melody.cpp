#include <gtest/gtest.h>

#include <stdexcept>

#include "affetto/analysis/melody.hpp"
#include "affetto/analysis/pulse.hpp"
#include "affetto/analysis/repetition.hpp"
#include "notes.hpp"

namespace affetto {
namespace {

using test::chords;
using test::melody;
using test::noise;
using test::note;

TEST(Skyline, TakesTheTopOfChordsAndLeavesAccompanimentUnderAHeldNote) {
    const std::vector<TimedNote> notes = {note(0, 2, 76), note(0, 2, 48), note(0.5, 0.5, 60),
                                          note(1.0, 0.5, 64), note(2, 1, 74)};
    const auto line = skyline(notes);
    ASSERT_EQ(line.size(), 2u);
    EXPECT_EQ(line[0].pitch, 76);
    EXPECT_EQ(line[1].pitch, 74);
}

TEST(Contour, DescribesAMelody) {
    const Contour c = measure_contour(melody({60, 62, 64, 64, 72, 71}));
    EXPECT_DOUBLE_EQ(c.mean_interval, 13.0 / 5);
    EXPECT_DOUBLE_EQ(c.leap_share, 0.2);
    EXPECT_DOUBLE_EQ(c.rising_share, 0.75);
    EXPECT_EQ(measure_contour(melody({60})).mean_interval, 0);
}

TEST(DistinctNgrams, AreAllDistinctInAScaleAndFewInALoop) {
    EXPECT_EQ(distinct_ngrams(melody({60, 62, 64, 65, 67, 69}), 4), 1);
    EXPECT_DOUBLE_EQ(distinct_ngrams(melody({60, 62, 60, 62, 60, 62, 60}), 4), 0.5);
    EXPECT_EQ(distinct_ngrams(melody({60}), 4), 1);
    EXPECT_THROW(distinct_ngrams(melody({60}), 0), std::invalid_argument);
}

TEST(RepeatedPitch, IsMeasuredFromFirstToLastStrike) {
    EXPECT_DOUBLE_EQ(longest_repeated_pitch(melody({60, 62, 62, 62, 64, 64}, 0.5)), 1.0);
    EXPECT_EQ(longest_repeated_pitch(melody({60, 62, 64})), 0);
    EXPECT_EQ(longest_repeated_pitch({}), 0);
}

TEST(RepeatedPitch, IsSoughtInEachPartAlone) {
    std::vector<TimedNote> notes;
    for (int i = 0; i < 9; ++i) {
        notes.push_back(note(i * 0.5, 0.5, 60));
        notes.push_back(note(i * 0.5, 0.5, 70 + i));
        notes.back().part = 1;
    }
    EXPECT_DOUBLE_EQ(longest_repeated_pitch(notes), 4.0);
}

TEST(MelodicRepetition, HearsATransposedMotifAgain) {
    const std::vector<int> motif = {60, 64, 62, 67, 65};
    std::vector<int> twice = motif;
    for (const int pitch : motif) twice.push_back(pitch + 5);
    EXPECT_GT(melodic_repetition(melody(twice)), 0.1);
    EXPECT_EQ(melodic_repetition(melody({60, 61, 63, 66, 70, 75})), 0);
}

TEST(Pulse, IsClearInASteadyBeatAndItsPeriodIsFound) {
    std::vector<int> pitches(40, 60);
    const Pulse pulse = measure_pulse(melody(pitches, 0.6));
    EXPECT_GT(pulse.clarity, 0.95);
    EXPECT_NEAR(pulse.period_s, 0.6, 0.011);
}

TEST(Pulse, IsFaintInNotesAtRandom) {
    Random rng(3);
    EXPECT_LT(measure_pulse(noise(rng, 300, 60)).clarity, 0.3);
    EXPECT_EQ(measure_pulse(melody({60, 62})).clarity, 0);
}

}  // namespace
}  // namespace affetto
