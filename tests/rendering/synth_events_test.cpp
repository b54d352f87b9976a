#include "affetto/rendering/synth_events.hpp"

#include <gtest/gtest.h>

namespace affetto {
namespace {

TEST(SynthPlan, PutsOffsBeforeControlsBeforeOns) {
    Score score;
    score.ticks_per_beat = 100;
    score.parts.push_back(
        {"", 7, false, {{Ticks(0), Ticks(100), 60, 50}, {Ticks(100), Ticks(100), 60, 51}}, 0});
    score.channels.push_back({{{Ticks(100), 64, 127}, {Ticks(100), 0, 5}}, {}});
    const SynthPlan plan = plan_synth(score);
    ASSERT_EQ(plan.events.size(), 5u) << "the bank selection is left out";
    EXPECT_EQ(plan.events[0].kind, SynthEvent::Kind::note_on);
    EXPECT_EQ(plan.events[1].kind, SynthEvent::Kind::note_off);
    EXPECT_DOUBLE_EQ(plan.events[1].seconds, 0.5);
    EXPECT_EQ(plan.events[2].kind, SynthEvent::Kind::control);
    EXPECT_EQ(plan.events[3].kind, SynthEvent::Kind::note_on);
    EXPECT_EQ(plan.events[3].value, 51);
    EXPECT_DOUBLE_EQ(plan.last_note_off, 1.0);
    ASSERT_EQ(plan.channels.size(), 1u);
    EXPECT_EQ(plan.channels[0].program, 7);
}

TEST(SynthPlan, GivesEachPartAChannelUntilTheyRunOut) {
    Score score;
    for (int p = 0; p < 300; ++p)
        score.parts.push_back({"", p % 128, p % 2 == 1, {{Ticks(0), Ticks(10), 60, 64}}, {}});
    EXPECT_EQ(plan_synth(score).channels.size(), 128u) << "shared by instrument";
    score.parts.resize(256);
    EXPECT_EQ(plan_synth(score).channels.size(), 256u);
}

TEST(SynthPlan, LetsPartsFollowTheirChannelEvenWhereTheyShareOne) {
    Score score;
    for (int p = 0; p < 300; ++p)
        score.parts.push_back({"", 0, false, {{Ticks(0), Ticks(10), 60, 64}}, p < 200 ? 0u : 1u});
    score.channels = {{{{Ticks(0), 7, 10}}, {}}, {{{Ticks(0), 7, 90}}, {}}};
    const SynthPlan plan = plan_synth(score);
    ASSERT_EQ(plan.channels.size(), 2u);
    EXPECT_EQ(plan.channels[1].channel, 1u);
    EXPECT_EQ(plan.events[1].kind, SynthEvent::Kind::control);
    EXPECT_EQ(plan.events[1].channel, 1u);
    EXPECT_EQ(plan.events[1].value, 90);
}

}  // namespace
}  // namespace affetto
