#include "affetto/evaluation/realism.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace affetto {
namespace {

using Scores = std::vector<double>;

Matrix drawn(std::size_t rows, double mean, Random& rng) {
    Matrix m(rows, 2);
    for (double& value : m.values) value = mean + rng.normal();
    return m;
}

TEST(AreaUnderCurve, IsTheShareOfPairsThatAreInOrder) {
    EXPECT_DOUBLE_EQ(area_under_curve(Scores{3, 1}, Scores{2, 0}), 3.0 / 4);
    EXPECT_DOUBLE_EQ(area_under_curve(Scores{2, 3}, Scores{0, 1}), 1);
    EXPECT_DOUBLE_EQ(area_under_curve(Scores{0}, Scores{1, 2, 3}), 0);
}

TEST(AreaUnderCurve, CountsTiesHalf) {
    EXPECT_DOUBLE_EQ(area_under_curve(Scores{1, 1}, Scores{1, 1}), 0.5);
    EXPECT_DOUBLE_EQ(area_under_curve(Scores{1}, Scores{1, 0}), 0.75);
}

TEST(AreaUnderCurve, NeedsBothSides) {
    EXPECT_THROW(area_under_curve(Scores{}, Scores{1}), std::invalid_argument);
    EXPECT_THROW(area_under_curve(Scores{1}, Scores{}), std::invalid_argument);
}

TEST(SeparationAuc, IsNearOneForSetsApartAndNearAHalfForOneSource) {
    Random rng(1);
    EXPECT_GT(separation_auc(drawn(40, 0, rng), drawn(40, 6, rng), rng), 0.99);
    EXPECT_NEAR(separation_auc(drawn(200, 0, rng), drawn(200, 0, rng), rng), 0.5, 0.1);
}

TEST(SeparationAuc, DependsOnItsSeedAlone) {
    Random rng(2);
    const Matrix a = drawn(12, 0, rng), b = drawn(15, 1, rng);
    Random first(7), second(7);
    EXPECT_EQ(separation_auc(a, b, first), separation_auc(a, b, second));
}

TEST(SeparationAuc, NeedsFiveRowsOnEachSide) {
    Random rng(3);
    EXPECT_THROW(separation_auc(Matrix(4, 1), Matrix(9, 1), rng), std::invalid_argument);
}

}  // namespace
}  // namespace affetto
