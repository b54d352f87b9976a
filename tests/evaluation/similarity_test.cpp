#include "affetto/evaluation/similarity.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace affetto {
namespace {

Matrix matrix(std::size_t columns, std::vector<double> values) {
    Matrix m(values.size() / columns, columns);
    m.values = std::move(values);
    return m;
}

/// Mean 0 and spread 1, so that standardising changes nothing.
const Matrix kLine = matrix(1, {-1, -1, 1, 1});
const Matrix kPlane = matrix(2, {-1, -1, -1, 1, 1, -1, 1, 1});

TEST(FeatureDistance, InOneDimensionAddsMeansAndSpreads) {
    const Matrix a = matrix(1, {-1, 0, 1});  // mean 0, spread 1
    EXPECT_NEAR(*feature_distance(a, a, kLine), 0, 1e-9);
    EXPECT_NEAR(*feature_distance(a, matrix(1, {1, 2, 3}), kLine), 4, 1e-9);   // (0 - 2)^2
    EXPECT_NEAR(*feature_distance(a, matrix(1, {-2, 0, 2}), kLine), 1, 1e-9);  // (1 - 2)^2
}

TEST(FeatureDistance, MeasuresInSpreadsOfTheReference) {
    const Matrix ten_times = matrix(1, {-10, -10, 10, 10});
    EXPECT_NEAR(*feature_distance(matrix(1, {-10, 0, 10}), matrix(1, {10, 20, 30}), ten_times), 4,
                1e-9);
}

TEST(FeatureDistance, SeesCorrelationAsMuchAsShrinkageLeaves) {
    // Covariances ((1, r), (r, 1)) and ((1, -r), (-r, 1)) share their axes, along which the spreads
    // are sqrt(1 + r) and sqrt(1 - r), exchanged: 2 (sqrt(1 + r) - sqrt(1 - r))^2.
    const Matrix rising = matrix(2, {1, 1, -1, -1, 0, 0});
    const Matrix falling = matrix(2, {1, -1, -1, 1, 0, 0});
    for (const double shrinkage : {0.3, 0.5}) {
        const double r = 1 - shrinkage;
        EXPECT_NEAR(*feature_distance(rising, falling, kPlane, shrinkage),
                    2 * std::pow(std::sqrt(1 + r) - std::sqrt(1 - r), 2), 1e-9);
    }
    EXPECT_NEAR(*feature_distance(rising, falling, kPlane, 1), 0, 1e-9);
}

TEST(FeatureDistance, IsUnknownForFewerThanThreeRows) {
    EXPECT_FALSE(feature_distance(matrix(1, {1, 2}), kLine, kLine));
    EXPECT_FALSE(feature_distance(kLine, matrix(1, {1, 2}), kLine));
}

}  // namespace
}  // namespace affetto
