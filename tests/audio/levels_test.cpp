#include "affetto/audio/levels.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <stdexcept>
#include <vector>

namespace affetto {
namespace {

TEST(Levels, MeasurePeakAndRms) {
    const std::vector<float> samples = {0.5f, -1.0f, 0.5f, 0.0f};
    EXPECT_FLOAT_EQ(peak_of(samples), 1.0f);
    EXPECT_DOUBLE_EQ(rms_of(samples) * rms_of(samples), 0.375);
    EXPECT_EQ(peak_of({}), 0.0f);
    EXPECT_EQ(rms_of({}), 0.0);
}

TEST(Levels, ConvertToDecibelsAndBack) {
    EXPECT_DOUBLE_EQ(to_decibels(1), 0);
    EXPECT_NEAR(to_decibels(0.5), -6.0206, 1e-4);
    EXPECT_DOUBLE_EQ(to_decibels(0), -200);
    EXPECT_NEAR(from_decibels(to_decibels(0.3)), 0.3, 1e-12);
}

TEST(Levels, AreMeasuredBlockByBlockHoweverTheyCome) {
    std::vector<float> samples(1'000, 0.5f);
    samples.resize(2'000, 0.0f);
    samples.resize(2'500, -1.0f);
    for (const std::size_t piece : {1u, 7u, 1'000u, 2'500u}) {
        BlockLevels levels(1'000);
        for (std::size_t at = 0; at < samples.size(); at += piece)
            levels.add(std::span(samples).subspan(at, std::min(piece, samples.size() - at)));
        const std::vector<double> decibels = levels.decibels();
        ASSERT_EQ(decibels.size(), 3u);
        EXPECT_NEAR(decibels[0], -6.0206, 1e-4);
        EXPECT_EQ(decibels[1], -200);
        EXPECT_NEAR(decibels[2], 0, 1e-9);  // of the half block that there is
    }
    EXPECT_TRUE(BlockLevels(10).decibels().empty());
    EXPECT_THROW(BlockLevels(0), std::invalid_argument);
}

}  // namespace
}  // namespace affetto
