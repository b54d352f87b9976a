#include "affetto/evaluation/kernel_distance.hpp"

#include <gtest/gtest.h>

#include "affetto/core/random.hpp"

namespace affetto {
namespace {

Matrix drawn(std::size_t rows, double centre, std::uint64_t seed) {
    Random rng(seed);
    Matrix m(rows, 4);
    for (double& v : m.values) v = centre + rng.normal();
    return m;
}

TEST(KernelDistance, OfTwoPairsOfRowsIsWhatTheFormulaSays) {
    // Already of mean 0 and spread 1, so that standardising changes nothing.
    Matrix reference(2, 1), a(2, 1), b(2, 1);
    reference.values = {-1, 1};
    a.values = {-1, 1};
    b.values = {2, 0};
    // k(-1, 1) = 0, k(2, 0) = 1; k(-1, 2) = -1, k(-1, 0) = 1, k(1, 2) = 27, k(1, 0) = 1.
    EXPECT_NEAR(kernel_distance(a, b, reference).value(), 0 + 1 - 2 * 7.0, 1e-9);
}

TEST(KernelDistance, IsNearZeroForOneDistributionAndGrowsWithTheDistance) {
    const Matrix reference = drawn(300, 0, 1);
    const double same = kernel_distance(drawn(300, 0, 2), drawn(300, 0, 3), reference).value();
    const double near = kernel_distance(drawn(300, 0.5, 2), drawn(300, 0, 3), reference).value();
    const double far = kernel_distance(drawn(300, 1.5, 2), drawn(300, 0, 3), reference).value();
    EXPECT_NEAR(same, 0, 0.05);
    EXPECT_GT(near, same + 0.2);
    EXPECT_GT(far, near + 2);
}

TEST(KernelDistance, NeedsTwoRowsASide) {
    EXPECT_FALSE(kernel_distance(drawn(1, 0, 1), drawn(9, 0, 2), drawn(9, 0, 3)).has_value());
}

}  // namespace
}  // namespace affetto
