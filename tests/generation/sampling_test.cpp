#include "affetto/generation/sampling.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cmath>

#include "affetto/generation/ending.hpp"

namespace affetto {
namespace {

TEST(Draw, FollowsTheSoftmax) {
    const std::array<float, 3> logits{std::log(0.5f), std::log(0.3f), std::log(0.2f)};
    Random rng(1);
    std::array<int, 3> counts{};
    for (int i = 0; i < 20'000; ++i)
        ++counts[static_cast<std::size_t>(draw(logits, {1.0, 1.0, 1.0}, rng))];
    EXPECT_NEAR(counts[0] / 20'000.0, 0.5, 0.02);
    EXPECT_NEAR(counts[2] / 20'000.0, 0.2, 0.02);
}

TEST(Draw, TopPLeavesOutTheTail) {
    const std::array<float, 3> logits{std::log(0.5f), std::log(0.3f), std::log(0.2f)};
    Random rng(1);
    for (int i = 0; i < 1000; ++i) EXPECT_NE(draw(logits, {1.0, 0.75, 1.0}, rng), 2);
}

TEST(Draw, AtTemperatureZeroTakesTheLikeliest) {
    const std::array<float, 3> logits{0.1f, 2.0f, 0.3f};
    Random rng(1);
    EXPECT_EQ(draw(logits, {0.0, 1.0, 1.0}, rng), 1);
}

TEST(Guide, OneChangesNothingTwoDoublesTheDifference) {
    std::array<float, 2> logits{1.0f, 3.0f};
    const std::array<float, 2> plain{0.0f, 1.0f};
    guide(logits, plain, 1.0);
    EXPECT_FLOAT_EQ(logits[1], 3.0f);
    guide(logits, plain, 2.0);
    EXPECT_FLOAT_EQ(logits[1], 5.0f);
}

TEST(CloseAt, HoldsTheLastChordAndCutsTheRest) {
    std::vector<UnitNote> notes{{0, 20, 60, 64, 0}, {8, 0.1, 64, 64, 0}, {8, 0.3, 67, 64, 0}};
    close_at(notes, 10, 0.03, PartTable{PartKind{0, false, 0, "Piano"}});
    for (const UnitNote& n : notes) EXPECT_DOUBLE_EQ(n.onset + n.duration, 10);
}

}  // namespace
}  // namespace affetto
