#include <gtest/gtest.h>

#include <cmath>
#include <stdexcept>

#include "affetto/core/random.hpp"
#include "affetto/listener/linear_model.hpp"

namespace affetto {
namespace {

Matrix random_rows(Random& rng, std::size_t rows, std::size_t columns) {
    Matrix m(rows, columns);
    for (double& v : m.values) v = rng.normal();
    return m;
}

TEST(Standardisation, GivesMeanZeroAndSpreadOneAndHoldsOutliers) {
    Matrix x(4, 2);
    x.values = {1, 7, 2, 7, 3, 7, 4, 7};
    const Standardisation s = fit_standardisation(x);
    EXPECT_EQ(s.sd[1], 1);  // a constant column
    const Matrix z = s.apply(x);
    EXPECT_NEAR(z(0, 0) + z(1, 0) + z(2, 0) + z(3, 0), 0, 1e-12);
    EXPECT_EQ(z(2, 1), 0);
    EXPECT_EQ(s.apply(std::vector<double>{1e9, 7})[0], 4);
    EXPECT_THROW(s.apply(std::vector<double>{1}), std::invalid_argument);
}

TEST(Ridge, FindsALineThroughExactDataWhenThePenaltyIsSmall) {
    Random rng(1);
    const Matrix x = random_rows(rng, 50, 3);
    std::vector<double> y;
    for (std::size_t r = 0; r < x.rows; ++r) y.push_back(2 + x(r, 0) - 3 * x(r, 2));
    const RidgeModel model = fit_ridge(x, y, 1e-9);
    EXPECT_NEAR(model.bias, 2, 1e-7);
    EXPECT_NEAR(model.weights[0], 1, 1e-7);
    EXPECT_NEAR(model.weights[1], 0, 1e-7);
    EXPECT_NEAR(model.weights[2], -3, 1e-7);
    EXPECT_NEAR(model.residual_sd, 0, 1e-7);
}

TEST(Ridge, SolvesItsNormalEquations) {
    Random rng(2);
    const Matrix x = random_rows(rng, 30, 4);
    std::vector<double> y;
    for (std::size_t r = 0; r < x.rows; ++r) y.push_back(rng.normal());
    const double penalty = 5;
    const RidgeModel model = fit_ridge(x, y, penalty);
    // The gradient of the objective is zero in every weight and in the bias.
    std::vector<double> gradient(5, 0.0);
    for (std::size_t r = 0; r < x.rows; ++r) {
        const double residual = model.predict(x.row(r)) - y[r];
        for (std::size_t c = 0; c < 4; ++c) gradient[c] += residual * x(r, c);
        gradient[4] += residual;
    }
    for (std::size_t c = 0; c < 4; ++c)
        EXPECT_NEAR(gradient[c] + penalty * model.weights[c], 0, 1e-10);
    EXPECT_NEAR(gradient[4], 0, 1e-10);
}

TEST(Ridge, SpreadIsThatOfRowsReallyLeftOut) {
    Random rng(3);
    const Matrix x = random_rows(rng, 25, 3);
    std::vector<double> y;
    for (std::size_t r = 0; r < x.rows; ++r) y.push_back(x(r, 1) + rng.normal());
    double squares = 0;
    for (std::size_t out = 0; out < x.rows; ++out) {
        Matrix rest(x.rows - 1, 3);
        std::vector<double> rest_y;
        for (std::size_t r = 0; r < x.rows; ++r) {
            if (r == out) continue;
            for (std::size_t c = 0; c < 3; ++c) rest(rest_y.size(), c) = x(r, c);
            rest_y.push_back(y[r]);
        }
        const double error = y[out] - fit_ridge(rest, rest_y, 2).predict(x.row(out));
        squares += error * error / static_cast<double>(x.rows);
    }
    EXPECT_NEAR(fit_ridge(x, y, 2).residual_sd, std::sqrt(squares), 1e-10);
}

TEST(Ridge, RefusesWhatItCannotFit) {
    const std::vector<double> y = {1, 2};
    EXPECT_THROW(fit_ridge(Matrix(3, 1), y, 1), std::invalid_argument);
    EXPECT_THROW(fit_ridge(Matrix(2, 1), y, 0), std::invalid_argument);
    EXPECT_THROW(fit_ridge(Matrix(0, 1), {}, 1), std::invalid_argument);
}

TEST(Logistic, AgreesWithScikitLearn) {
    // sklearn 1.2.1: LogisticRegression(C=0.5, tol=1e-10, max_iter=10000).fit(x, y), rows below.
    Matrix x(9, 2);
    x.values = {0.5, 1.0, -1.0, 0.2, 0.3,  -0.8, 1.5,  0.1, -0.4,
                0.9, 0.0, 0.0,  2.0, -1.0, -1.5, -0.5, 0.8, 0.7};
    const std::vector<int> labels = {0, 1, 2, 0, 1, 2, 0, 1, 2};
    const LogisticModel model = fit_logistic(x, labels, 3, 2.0);
    const std::vector<double> expected = {0.468516691, 0.133535047, 0.397948262};
    const std::vector<double> p = model.probabilities(std::vector<double>{1.0, -0.5});
    for (std::size_t k = 0; k < 3; ++k) EXPECT_NEAR(p[k], expected[k], 1e-6);
}

TEST(Logistic, StaysFiniteWhereClassesAreFullySeparated) {
    Matrix x(6, 1);
    x.values = {-3, -2, -1, 1, 2, 3};
    const std::vector<int> labels = {0, 0, 0, 1, 1, 1};
    const LogisticModel model = fit_logistic(x, labels, 2, 1e-3);
    const auto p = model.probabilities(std::vector<double>{2});
    EXPECT_GT(p[1], 0.99);
    EXPECT_NEAR(p[0] + p[1], 1, 1e-12);
    EXPECT_TRUE(std::isfinite(model.biases[0]));
}

TEST(Logistic, GivesAClassWithoutRowsNextToNoProbability) {
    Random rng(4);
    const Matrix x = random_rows(rng, 40, 2);
    std::vector<int> labels;
    for (std::size_t r = 0; r < x.rows; ++r) labels.push_back(x(r, 0) > 0 ? 0 : 2);
    const LogisticModel model = fit_logistic(x, labels, 3, 1.0);
    EXPECT_LT(model.probabilities(x.row(0))[1], 1e-6);
}

TEST(Logistic, KnowsOnlyTheSharesWhereFeaturesSayNothing) {
    const Matrix x(10, 1);
    const std::vector<int> labels = {0, 0, 0, 0, 0, 0, 0, 1, 1, 1};
    const auto p = fit_logistic(x, labels, 2, 1.0).probabilities(std::vector<double>{0});
    EXPECT_NEAR(p[0], 0.7, 1e-7);
}

TEST(Logistic, RefusesWhatItCannotFit) {
    const std::vector<int> labels = {0, 2};
    EXPECT_THROW(fit_logistic(Matrix(2, 1), labels, 2, 1), std::invalid_argument);
    EXPECT_THROW(fit_logistic(Matrix(2, 1), labels, 3, 0), std::invalid_argument);
    EXPECT_THROW(fit_logistic(Matrix(3, 1), labels, 3, 1), std::invalid_argument);
    EXPECT_THROW(fit_logistic(Matrix(2, 1), std::vector<int>{0, 0}, 1, 1), std::invalid_argument);
}

}  // namespace
}  // namespace affetto
