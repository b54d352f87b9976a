#include <gtest/gtest.h>

#include <cmath>

#include "affetto/analysis/harmony.hpp"
#include "notes.hpp"

namespace affetto {
namespace {

using test::chords;
using test::melody;

TEST(Dissonance, OrdersIntervalsAsListenersDo) {
    const double fifth = dissonance(chords({{60, 67}}));
    const double third = dissonance(chords({{60, 64}}));
    const double tritone = dissonance(chords({{60, 66}}));
    const double semitone = dissonance(chords({{60, 61}}));
    EXPECT_EQ(fifth, 0);
    EXPECT_LT(fifth, third);
    EXPECT_LT(third, tritone);
    EXPECT_LT(tritone, semitone);
    EXPECT_EQ(semitone, 1);
}

TEST(Dissonance, CountsHeldNotesAndForgetsReleasedOnes) {
    EXPECT_EQ(dissonance(melody({60, 61, 62})), 0);
    auto held = melody({60, 61});
    held[0].duration = 2;
    EXPECT_EQ(dissonance(held), 1);
}

TEST(FifthsOverBass, CountsNotesOverTheLowestThatSounds) {
    EXPECT_DOUBLE_EQ(fifths_over_bass(chords({{48, 55, 67, 72}})), 0.5);
    EXPECT_EQ(fifths_over_bass(chords({{48, 52}})), 0);
    EXPECT_EQ(fifths_over_bass({}), 0);
}

TEST(HarmonicChange, IsZeroForAHeldChordAndOneForStrangers) {
    EXPECT_NEAR(harmonic_change(chords({{60, 64, 67}, {60, 64, 67}, {60, 64, 67}})), 0, 1e-12);
    EXPECT_NEAR(harmonic_change(chords({{60, 64, 67}, {61, 65, 68}, {60, 64, 67}})), 1, 1e-12);
    EXPECT_EQ(harmonic_change({}), 0);
}

TEST(HarmonicChange, SeesALongNoteInEverySecondItSounds) {
    auto notes = chords({{60}, {67}, {67}});
    notes[0].duration = 3;
    // Seconds C; C G; C G: cosines 1/sqrt(2) and 1.
    EXPECT_NEAR(harmonic_change(notes), (1 - 1 / std::sqrt(2.0)) / 2, 1e-12);
}

TEST(TriadBalance, IsPositiveForMajorAndNegativeForMinorChords) {
    EXPECT_GT(triad_balance(chords({{60, 64, 67}, {65, 69, 72}})), 0.2);
    EXPECT_LT(triad_balance(chords({{60, 63, 67}, {65, 68, 72}})), -0.2);
    EXPECT_NEAR(triad_balance(chords({{60, 67}})), 0, 1e-12);
}

}  // namespace
}  // namespace affetto
