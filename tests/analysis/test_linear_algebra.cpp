#include <gtest/gtest.h>

#include <cmath>
#include <stdexcept>

#include "affetto/analysis/gaussian.hpp"
#include "affetto/analysis/linear_algebra.hpp"
#include "affetto/core/random.hpp"

namespace affetto {
namespace {

Matrix random_matrix(Random& rng, std::size_t rows, std::size_t columns) {
    Matrix m(rows, columns);
    for (double& v : m.values) v = rng.normal();
    return m;
}

void expect_equal(const Matrix& a, const Matrix& b, double tolerance) {
    ASSERT_EQ(a.rows, b.rows);
    ASSERT_EQ(a.columns, b.columns);
    for (std::size_t i = 0; i < a.values.size(); ++i)
        EXPECT_NEAR(a.values[i], b.values[i], tolerance);
}

TEST(LinearAlgebra, RefusesShapesThatDoNotFit) {
    EXPECT_THROW(multiply(Matrix(2, 3), Matrix(2, 3)), std::invalid_argument);
    EXPECT_THROW(trace(Matrix(2, 3)), std::invalid_argument);
    EXPECT_THROW(symmetric_eigen(Matrix(2, 3)), std::invalid_argument);
}

TEST(Cholesky, SolvesAPositiveDefiniteSystem) {
    Random rng(1);
    const Matrix m = random_matrix(rng, 12, 8);
    const Matrix a = multiply(transpose(m), m);
    const std::vector<double> b = {1, -2, 3, 0, 5, 1, 0.5, -4};
    const std::vector<double> x = Cholesky(a).solve(b);
    for (std::size_t i = 0; i < b.size(); ++i) EXPECT_NEAR(dot(a.row(i), x), b[i], 1e-9);
}

TEST(Cholesky, RefusesAnIndefiniteMatrix) {
    Matrix a(2, 2);
    a(0, 0) = 1;
    a(1, 1) = -1;
    EXPECT_THROW(Cholesky{a}, std::invalid_argument);
}

TEST(SymmetricEigen, OfAKnownMatrix) {
    Matrix a(2, 2);
    a(0, 0) = a(1, 1) = 2;
    a(0, 1) = a(1, 0) = 1;
    const SymmetricEigen eigen = symmetric_eigen(a);
    EXPECT_NEAR(eigen.values[0], 3, 1e-12);
    EXPECT_NEAR(eigen.values[1], 1, 1e-12);
    EXPECT_NEAR(std::abs(eigen.vectors(0, 0)), std::sqrt(0.5), 1e-12);
}

TEST(SymmetricEigen, PutsTheMatrixTogetherAgain) {
    Random rng(2);
    Matrix a = random_matrix(rng, 20, 20);
    for (std::size_t i = 0; i < 20; ++i)
        for (std::size_t j = 0; j < i; ++j) a(i, j) = a(j, i);
    const SymmetricEigen eigen = symmetric_eigen(a);
    Matrix diagonal(20, 20);
    for (std::size_t i = 0; i < 20; ++i) diagonal(i, i) = eigen.values[i];
    const auto& v = eigen.vectors;
    expect_equal(multiply(multiply(v, diagonal), transpose(v)), a, 1e-10);
    EXPECT_NEAR(trace(a), trace(diagonal), 1e-10);
}

TEST(SymmetricSquareRoot, SquaredIsTheMatrix) {
    Random rng(3);
    const Matrix m = random_matrix(rng, 5, 9);  // of rank 5
    const Matrix a = multiply(transpose(m), m);
    const Matrix root = symmetric_square_root(a);
    expect_equal(multiply(root, root), a, 1e-8);
}

TEST(Frechet, IsZeroForOneSetAndKnownForIsotropicGaussians) {
    Random rng(4);
    const Gaussian a = fit_gaussian(random_matrix(rng, 60, 6));
    EXPECT_NEAR(frechet_distance(a, a), 0, 1e-9);

    Gaussian narrow{{0, 0}, Matrix(2, 2)}, wide{{3, 4}, Matrix(2, 2)};
    for (std::size_t i = 0; i < 2; ++i) {
        narrow.covariance(i, i) = 1;
        wide.covariance(i, i) = 4;
    }
    EXPECT_NEAR(frechet_distance(narrow, wide), 25 + 2, 1e-12);  // |mean|^2 + 2 (2 - 1)^2
    EXPECT_NEAR(frechet_distance(wide, narrow), 25 + 2, 1e-12);
}

TEST(Frechet, NeedsTwoObservationsAndOneDimension) {
    EXPECT_THROW(fit_gaussian(Matrix(1, 3)), std::invalid_argument);
    Random rng(4);
    EXPECT_THROW(frechet_distance(fit_gaussian(random_matrix(rng, 9, 2)),
                                  fit_gaussian(random_matrix(rng, 9, 3))),
                 std::invalid_argument);
}

}  // namespace
}  // namespace affetto
