#include "affetto/core/memory.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace affetto {
namespace {

TEST(Memory, WhatIsTakenShowsInUseAndInThePeak) {
    const std::uint64_t before = resident_memory();
    if (before == 0) GTEST_SKIP() << "the system does not say";
    constexpr std::size_t kTaken = 64u << 20;
    {
        const std::vector<char> taken(kTaken, 1);
        EXPECT_GT(resident_memory() + (1u << 20), before + kTaken);
        EXPECT_EQ(taken.back(), 1);
    }
    EXPECT_GT(peak_memory() + (1u << 20), before + kTaken);
    EXPECT_GE(peak_memory(), resident_memory());
}

TEST(Memory, APeakCountsAnewAfterAReset) {
    if (resident_memory() == 0) GTEST_SKIP() << "the system does not say";
    { const std::vector<char> taken(64u << 20, 1); }
    release_free_memory();
    const std::uint64_t before = peak_memory();
    reset_peak_memory();
    if (peak_memory() == before) GTEST_SKIP() << "the system does not allow it";
    EXPECT_LT(peak_memory(), before);
}

TEST(Memory, WhatIsFreeIsSomethingOrNotSaid) {
    const auto available = available_memory();
    if (!available) GTEST_SKIP() << "the system does not say";
    EXPECT_GT(*available, 0u);
}

}  // namespace
}  // namespace affetto
