#include "affetto/pipeline/parallel.hpp"

#include <gtest/gtest.h>
#include <sys/resource.h>

#include <atomic>
#include <fstream>
#include <numeric>
#include <stdexcept>
#include <string>
#include <vector>

#include "affetto/core/memory.hpp"

namespace affetto {
namespace {

TEST(Parallel, DoesEveryItemOnce) {
    std::vector<int> done(1'000);
    parallel_for(done.size(), 4, [&](std::size_t i) { ++done[i]; });
    EXPECT_EQ(done, std::vector<int>(1'000, 1));
}

TEST(Parallel, HandsOnTheFirstException) {
    EXPECT_THROW(parallel_for(100, 4,
                              [](std::size_t i) {
                                  if (i == 7) throw std::runtime_error("seven");
                              }),
                 std::runtime_error);
}

TEST(Parallel, DoesTheWorkAlsoWhereTheSystemHasNoRoomForThreads) {
    // In a process of its own, with address space for a few stacks of 8 MB.
    EXPECT_EXIT(
        {
            rlimit limit{};
            limit.rlim_cur = limit.rlim_max = 1ull << 40;
            setrlimit(RLIMIT_AS, &limit);
            limit.rlim_cur -= address_space_left().value_or(0);  // what is in use
            limit.rlim_cur += 40u << 20;
            setrlimit(RLIMIT_AS, &limit);
            std::atomic<int> done{0};
            parallel_for(1'000, 64, [&](std::size_t) { ++done; });
            std::exit(done == 1'000 ? 0 : 1);
        },
        ::testing::ExitedWithCode(0), "");
}

}  // namespace
}  // namespace affetto
