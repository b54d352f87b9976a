#include "affetto/core/random.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <set>
#include <stdexcept>
#include <vector>

namespace affetto {
namespace {

// First outputs of xoshiro256** from the state 1, 2, 3, 4; the first is rotl(2 * 5, 7) * 9.
TEST(Random, FollowsTheDefinitionOfXoshiro256StarStar) {
    Random rng(0);
    rng.set_state({1, 2, 3, 4});
    EXPECT_EQ(rng.next(), 11520u);
    EXPECT_EQ(rng.next(), 0u);
    EXPECT_EQ(rng.next(), 1509978240u);
    EXPECT_EQ(rng.next(), 1215971899390074240u);
}

TEST(Random, TheSameSeedDrawsTheSameAndOthersDoNot) {
    std::set<std::uint64_t> first;
    for (std::uint64_t seed = 0; seed < 1'000; ++seed) {
        EXPECT_EQ(Random(seed).next(), Random(seed).next());
        first.insert(Random(seed).next());
    }
    for (std::uint64_t stream = 1; stream < 1'000; ++stream) first.insert(Random(7, stream).next());
    EXPECT_EQ(first.size(), 1'999u);
}

TEST(Random, ItsStateContinuesWhereItWas) {
    Random rng(3);
    rng.next();
    Random copy(99);
    copy.set_state(rng.state());
    EXPECT_EQ(copy.next(), rng.next());
}

TEST(Random, UniformFillsTheUnitInterval) {
    Random rng(1);
    double sum = 0;
    for (int i = 0; i < 100'000; ++i) {
        const double u = rng.uniform();
        ASSERT_TRUE(u >= 0 && u < 1);
        sum += u;
    }
    EXPECT_NEAR(sum / 100'000, 0.5, 0.005);
    const double between = rng.uniform(-3, -2);
    EXPECT_TRUE(between >= -3 && between < -2);
}

TEST(Random, IntegersReachBothEndsEquallyOften) {
    Random rng(2);
    std::map<int, int> counts;
    for (int i = 0; i < 60'000; ++i) ++counts[rng.integer(-2, 3)];
    ASSERT_EQ(counts.size(), 6u);
    for (const auto& [value, count] : counts) EXPECT_NEAR(count, 10'000, 500) << value;
    EXPECT_EQ(rng.integer(5, 5), 5);
    for (int i = 0; i < 100; ++i) (void)rng.integer(-2147483647 - 1, 2147483647);
    EXPECT_THROW((void)rng.integer(1, 0), std::invalid_argument);
}

TEST(Random, NormalHasMeanZeroAndDeviationOne) {
    Random rng(4);
    double sum = 0, squares = 0;
    constexpr int n = 100'000;
    for (int i = 0; i < n; ++i) {
        const double x = rng.normal();
        ASSERT_TRUE(std::isfinite(x));
        sum += x;
        squares += x * x;
    }
    EXPECT_NEAR(sum / n, 0, 0.02);
    EXPECT_NEAR(squares / n, 1, 0.02);
}

TEST(Random, ChoosesInProportionAndNeverWhatWeighsNothing) {
    Random rng(5);
    const std::vector<double> weights{0, 1, 3, 0};
    std::vector<int> counts(4);
    for (int i = 0; i < 40'000; ++i) ++counts[rng.choose(weights)];
    EXPECT_EQ(counts[0] + counts[3], 0);
    EXPECT_NEAR(counts[1], 10'000, 500);
    for (const std::vector<double>& bad :
         {std::vector<double>{}, {0, 0}, {1, -1}, {1, std::nan("")}, {1, INFINITY}})
        EXPECT_THROW((void)rng.choose(bad), std::invalid_argument);
}

TEST(Random, ChanceIsCertainAtTheEnds) {
    Random rng(6);
    for (int i = 0; i < 1'000; ++i) {
        EXPECT_FALSE(rng.chance(0));
        EXPECT_TRUE(rng.chance(1));
    }
}

TEST(Random, ShuffleKeepsEveryItem) {
    Random rng(7);
    std::vector<int> items(100), sorted(100);
    std::iota(items.begin(), items.end(), 0);
    sorted = items;
    rng.shuffle(items);
    EXPECT_NE(items, sorted);
    std::sort(items.begin(), items.end());
    EXPECT_EQ(items, sorted);
}

}  // namespace
}  // namespace affetto
