#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace affetto {

/// A small dense matrix of doubles, row after row.
struct Matrix {
    std::size_t rows = 0;
    std::size_t columns = 0;
    std::vector<double> values;

    Matrix() = default;
    Matrix(std::size_t r, std::size_t c) : rows(r), columns(c), values(r * c, 0.0) {}

    double& operator()(std::size_t r, std::size_t c) { return values[r * columns + c]; }
    double operator()(std::size_t r, std::size_t c) const { return values[r * columns + c]; }
    std::span<const double> row(std::size_t r) const {
        return {values.data() + r * columns, columns};
    }
};

Matrix identity(std::size_t n);
Matrix transpose(const Matrix& a);
/// Throws std::invalid_argument where the shapes do not fit.
Matrix multiply(const Matrix& a, const Matrix& b);
double trace(const Matrix& a);

/// Solves a x = b for symmetric positive definite `a` by Cholesky. Throws std::invalid_argument
/// where the shapes do not fit or `a` is not positive definite.
std::vector<double> solve_positive_definite(const Matrix& a, std::span<const double> b);

/// a = vectors * diag(values) * vectors^T for symmetric `a`, by Jacobi rotations; values descend,
/// vectors are columns.
struct SymmetricEigen {
    std::vector<double> values;
    Matrix vectors;
};
SymmetricEigen symmetric_eigen(const Matrix& a);

/// The square root of a symmetric positive semidefinite matrix; eigenvalues below 0 by rounding
/// count as 0.
Matrix symmetric_square_root(const Matrix& a);

}  // namespace affetto
