#include "affetto/generation/bars.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "affetto/generation/ending.hpp"

namespace affetto {
namespace {

PiecePlan plan_of(double seconds, double bpm, int numerator, int denominator, double last_bpm = 0) {
    PiecePlan plan;
    plan.seconds = seconds;
    plan.condition.tempo_bpm = bpm;
    plan.condition.metre_numerator = numerator;
    plan.condition.metre_denominator = denominator;
    plan.knots = {{0, {}, bpm}};
    if (last_bpm > 0) plan.knots.push_back({seconds, {}, last_bpm});
    return plan;
}

TEST(Bars, EndWithinHalfABarOfTheSecondsAskedFor) {
    for (const double seconds : {5.0, 12.3, 30.0, 300.0})
        for (const double bpm : {58.0, 101.0, 168.0})
            for (const auto& [numerator, denominator] :
                 {std::pair{4, 4}, {3, 4}, {6, 8}, {7, 8}, {5, 4}})
                for (const double last : {0.0, 58.0, 168.0}) {
                    const PiecePlan plan = plan_of(seconds, bpm, numerator, denominator, last);
                    const Bars bars(plan);
                    const double bar = plan.condition.bar_beats();
                    const double slowest = last > 0 ? std::min(bpm, last) : bpm;
                    EXPECT_LE(std::abs(bars.seconds() - seconds), 0.5 * bar * 60 / slowest + 1e-9);
                    EXPECT_DOUBLE_EQ(bars.beats(), bars.count() * bar);
                }
}

TEST(Bars, AreAsManyAsAskedFor) {
    for (const int count : {1, 2, 16, 200}) {
        PiecePlan plan = plan_of(30, 97, 3, 4, 140);
        plan.bars = count;
        EXPECT_EQ(Bars(plan).count(), count);
    }
}

TEST(Bars, MoveTheTempoAtBarLinesAndTheClockWithIt) {
    const Bars bars(plan_of(20, 60, 4, 4, 120));
    double last = 0;
    for (double beat = 0; beat <= bars.beats(); beat += 0.5) {
        EXPECT_GE(bars.seconds_at(beat), last);
        last = bars.seconds_at(beat);
    }
    EXPECT_NEAR(last, bars.seconds(), 1e-9);
    ASSERT_GE(bars.tempos().size(), 3u);
    EXPECT_EQ(bars.tempos().front().bpm, 60);
    for (const Bars::Tempo& tempo : bars.tempos())
        EXPECT_EQ(std::fmod(tempo.beat, 4), 0) << tempo.beat;
}

TEST(CloseAt, HoldsTheLastChordAndNoDrum) {
    const PartTable parts = {PartKind{0, false, 0, "Piano"}, PartKind{0, true, 0, "Drums"}};
    std::vector<UnitNote> notes = {
        {0, 9, 60, 80, 0}, {6, 0.5, 64, 80, 0}, {6, 0.5, 67, 80, 0}, {7, 0.25, 42, 80, 1}};
    close_at(notes, 8, 0.01, parts);
    EXPECT_DOUBLE_EQ(notes[0].duration, 8);
    EXPECT_DOUBLE_EQ(notes[1].duration, 2);
    EXPECT_DOUBLE_EQ(notes[2].duration, 2);
    EXPECT_DOUBLE_EQ(notes[3].duration, 0.25);
}

}  // namespace
}  // namespace affetto
