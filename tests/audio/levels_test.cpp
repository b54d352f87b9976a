#include "affetto/audio/levels.hpp"

#include <gtest/gtest.h>

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

}  // namespace
}  // namespace affetto
