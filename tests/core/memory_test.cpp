#include "affetto/core/memory.hpp"

#include <gtest/gtest.h>
#include <sys/mman.h>

#include <cstring>
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
    constexpr std::size_t kTaken = 64u << 20;
    // From the system itself: a sanitizer's allocator keeps what was freed.
    void* taken = mmap(nullptr, kTaken, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    ASSERT_NE(taken, MAP_FAILED);
    std::memset(taken, 1, kTaken);
    ASSERT_EQ(munmap(taken, kTaken), 0);
    const std::uint64_t before = peak_memory();
    reset_peak_memory();
    if (peak_memory() == before) GTEST_SKIP() << "the system does not allow it";
    EXPECT_LT(peak_memory() + kTaken / 2, before);
}

TEST(Memory, WhatIsFreeIsSomethingOrNotSaid) {
    const auto available = available_memory();
    if (!available) GTEST_SKIP() << "the system does not say";
    EXPECT_GT(*available, 0u);
}

}  // namespace
}  // namespace affetto
