#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace affetto {

/// A small dense matrix of doubles, row after row. Enough for models of some dozen features.
struct Matrix {
    std::size_t rows = 0;
    std::size_t columns = 0;
    std::vector<double> values;

    Matrix() = default;
    Matrix(std::size_t r, std::size_t c) : rows(r), columns(c), values(r * c, 0.0) {}

    double& operator()(std::size_t r, std::size_t c) { return values[r * columns + c]; }
    double operator()(std::size_t r, std::size_t c) const { return values[r * columns + c]; }
    std::span<double> row(std::size_t r) { return {values.data() + r * columns, columns}; }
    std::span<const double> row(std::size_t r) const {
        return {values.data() + r * columns, columns};
    }
};

/// Shapes that do not fit are std::invalid_argument in all of these.
Matrix multiply(const Matrix& a, const Matrix& b);
Matrix transpose(const Matrix& a);
double trace(const Matrix& a);
double dot(std::span<const double> a, std::span<const double> b);

/// a = L L^T for symmetric positive definite `a`; L is lower triangular.
class Cholesky {
public:
    /// Throws std::invalid_argument where `a` is not positive definite.
    explicit Cholesky(const Matrix& a);

    /// x with a x = b.
    std::vector<double> solve(std::span<const double> b) const;
    /// y with L y = b; its squared length is b^T a^-1 b.
    std::vector<double> solve_lower(std::span<const double> b) const;

private:
    Matrix lower_;
};

/// a = vectors * diag(values) * vectors^T for symmetric `a`, by cyclic Jacobi rotations; values
/// descend, vectors are columns.
struct SymmetricEigen {
    std::vector<double> values;
    Matrix vectors;
};
SymmetricEigen symmetric_eigen(const Matrix& a);

/// The square root of a symmetric positive semidefinite matrix; eigenvalues that rounding put below
/// 0 count as 0.
Matrix symmetric_square_root(const Matrix& a);

}  // namespace affetto
