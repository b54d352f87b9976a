#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "affetto/analysis/grid.hpp"
#include "affetto/core/random.hpp"

namespace affetto {
namespace {

Score score_with_onsets(const std::vector<std::int64_t>& ticks, int ticks_per_beat = 480) {
    Score score;
    score.ticks_per_beat = ticks_per_beat;
    score.parts.emplace_back();
    for (const std::int64_t t : ticks)
        score.parts.back().notes.push_back({Ticks(t), Ticks(60), 60, 64});
    return score;
}

TEST(Grid, HoldsMusicEnteredInSixteenthsAndTriplets) {
    std::vector<std::int64_t> onsets;
    for (int i = 0; i < 64; ++i) onsets.push_back(i * 120);
    for (int i = 0; i < 24; ++i) onsets.push_back(64 * 120 + i * 160);
    const GridFit fit = measure_grid(score_with_onsets(onsets));
    EXPECT_TRUE(fit.on_grid);
    EXPECT_EQ(fit.onsets, 88);
    EXPECT_DOUBLE_EQ(fit.share_on_grid, 1);
    EXPECT_LT(fit.share_on_sixteenths, 1);
    EXPECT_EQ(fit.phase_beats, 0);
}

TEST(Grid, IsFoundWhereTheWholePieceIsShifted) {
    std::vector<std::int64_t> onsets;
    for (int i = 0; i < 64; ++i) onsets.push_back(51 + i * 120);
    const GridFit fit = measure_grid(score_with_onsets(onsets));
    EXPECT_TRUE(fit.on_grid);
    // Lines repeat every quarter of a beat.
    EXPECT_NEAR(std::fmod(fit.phase_beats, 0.25), 51.0 / 480, 0.002);
}

TEST(Grid, DoesNotHoldFreePlaying) {
    Random rng(1);
    std::vector<std::int64_t> onsets;
    for (int i = 0; i < 300; ++i) onsets.push_back(rng.integer(0, 480 * 60));
    std::sort(onsets.begin(), onsets.end());
    const GridFit fit = measure_grid(score_with_onsets(onsets));
    EXPECT_FALSE(fit.on_grid);
    EXPECT_LT(fit.share_on_grid, 0.25);
    EXPECT_LT(fit.share_on_sixteenths, 0.15);
}

TEST(Grid, DoesNotHoldAPerformanceThatKeepsTheTempo) {
    Random rng(2);
    std::vector<std::int64_t> onsets;
    for (int i = 0; i < 300; ++i)  // 8 ms of spread at 120 bpm
        onsets.push_back(480 + i * 120 + std::lround(7.7 * rng.normal()));
    std::sort(onsets.begin(), onsets.end());
    EXPECT_FALSE(measure_grid(score_with_onsets(onsets)).on_grid);
}

TEST(Grid, WorksAtCoarseTickResolutions) {
    std::vector<std::int64_t> onsets;
    for (int i = 0; i < 64; ++i) onsets.push_back(i * 6);
    EXPECT_DOUBLE_EQ(measure_grid(score_with_onsets(onsets, 24)).share_on_sixteenths, 1);
}

TEST(Grid, OfAnEmptyScoreIsNone) {
    EXPECT_FALSE(measure_grid(Score{}).on_grid);
    EXPECT_FALSE(measure_grid(score_with_onsets({0})).on_grid);
}

}  // namespace
}  // namespace affetto
