#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <stdexcept>

#include "affetto/analysis/principal_components.hpp"
#include "affetto/analysis/tsne.hpp"
#include "affetto/core/random.hpp"

namespace affetto {
namespace {

/// Points along one line in space, with a little noise.
Matrix along_a_line(std::size_t rows, std::size_t columns) {
    Random rng(3);
    Matrix m(rows, columns);
    for (std::size_t r = 0; r < rows; ++r) {
        const double t = rng.normal();
        for (std::size_t c = 0; c < columns; ++c)
            m(r, c) = 5 + t * (static_cast<double>(c) + 1) + 0.01 * rng.normal();
    }
    return m;
}

/// `groups` crowds of `each` points, far apart in ten dimensions.
Matrix crowds(std::size_t groups, std::size_t each) {
    Random rng(5);
    Matrix m(groups * each, 10);
    for (std::size_t r = 0; r < m.rows; ++r)
        for (std::size_t c = 0; c < m.columns; ++c)
            m(r, c) = (c == r / each ? 10 : 0) + rng.normal();
    return m;
}

double distance(const Matrix& m, std::size_t a, std::size_t b) {
    return std::hypot(m(a, 0) - m(b, 0), m(a, 1) - m(b, 1));
}

TEST(PrincipalComponents, FindTheLineThatPointsLieOn) {
    // More rows than columns, and the other way round.
    for (const auto& [rows, columns] : {std::pair{40, 3}, std::pair{5, 12}}) {
        const Matrix m =
            along_a_line(static_cast<std::size_t>(rows), static_cast<std::size_t>(columns));
        const PrincipalComponents found = principal_components(m, 2);
        ASSERT_EQ(found.points.columns, 2u);
        EXPECT_GT(found.shares[0], 0.999);
        EXPECT_LT(found.shares[1], 0.001);
        // Distances on the line are those in space.
        double apart = 0;
        for (std::size_t c = 0; c < m.columns; ++c) apart += std::pow(m(0, c) - m(1, c), 2);
        EXPECT_NEAR(std::abs(found.points(0, 0) - found.points(1, 0)), std::sqrt(apart), 0.05);
    }
}

TEST(PrincipalComponents, AreNoMoreThanThereCanBe) {
    EXPECT_EQ(principal_components(along_a_line(3, 8), 30).shares.size(), 2u);
    EXPECT_EQ(principal_components(along_a_line(9, 4), 30).shares.size(), 4u);
    const PrincipalComponents still = principal_components(Matrix(4, 3), 2);
    EXPECT_EQ(still.shares[0], 0);
    EXPECT_EQ(still.points(2, 0), 0);
    EXPECT_THROW(principal_components(Matrix(1, 3), 2), std::invalid_argument);
}

TEST(Tsne, KeepsCrowdsTogetherAndApartFromOthers) {
    const std::size_t each = 25;
    const Matrix places = tsne(crowds(4, each));
    ASSERT_EQ(places.rows, 4 * each);
    std::size_t right = 0;
    for (std::size_t i = 0; i < places.rows; ++i) {
        std::size_t nearest = i == 0 ? 1 : 0;
        for (std::size_t j = 0; j < places.rows; ++j)
            if (j != i && distance(places, i, j) < distance(places, i, nearest)) nearest = j;
        right += nearest / each == i / each ? 1 : 0;
    }
    EXPECT_EQ(right, places.rows);
    EXPECT_EQ(tsne(crowds(4, each)).values, places.values);
}

TEST(Tsne, TakesFewAndEqualRows) {
    for (const std::size_t rows : {0u, 1u, 2u, 3u, 4u, 5u}) {
        const Matrix places = tsne(along_a_line(rows, 3));
        EXPECT_EQ(places.rows, rows);
        EXPECT_EQ(places.columns, 2u);
        for (const double value : places.values) EXPECT_TRUE(std::isfinite(value));
    }
    for (const double value : tsne(Matrix(20, 1)).values) EXPECT_TRUE(std::isfinite(value));
    Matrix broken(8, 2);
    broken(3, 1) = std::numeric_limits<double>::quiet_NaN();
    EXPECT_THROW(tsne(broken), std::invalid_argument);
    EXPECT_THROW(tsne(Matrix(5, 0)), std::invalid_argument);
}

}  // namespace
}  // namespace affetto
