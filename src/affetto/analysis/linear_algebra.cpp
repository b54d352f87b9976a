#include "affetto/analysis/linear_algebra.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <stdexcept>
#include <string>

namespace affetto {
namespace {

void require(bool fits, const char* what) {
    if (!fits) throw std::invalid_argument(std::string("linear algebra: ") + what);
}

}  // namespace

Matrix multiply(const Matrix& a, const Matrix& b) {
    require(a.columns == b.rows,
            "a product needs as many columns on the left as rows on the right");
    Matrix product(a.rows, b.columns);
    for (std::size_t i = 0; i < a.rows; ++i)
        for (std::size_t k = 0; k < a.columns; ++k)
            for (std::size_t j = 0; j < b.columns; ++j) product(i, j) += a(i, k) * b(k, j);
    return product;
}

Matrix transpose(const Matrix& a) {
    Matrix turned(a.columns, a.rows);
    for (std::size_t i = 0; i < a.rows; ++i)
        for (std::size_t j = 0; j < a.columns; ++j) turned(j, i) = a(i, j);
    return turned;
}

double trace(const Matrix& a) {
    require(a.rows == a.columns, "a trace needs a square matrix");
    double sum = 0;
    for (std::size_t i = 0; i < a.rows; ++i) sum += a(i, i);
    return sum;
}

double dot(std::span<const double> a, std::span<const double> b) {
    require(a.size() == b.size(), "a dot product needs vectors of one length");
    return std::inner_product(a.begin(), a.end(), b.begin(), 0.0);
}

Cholesky::Cholesky(const Matrix& a) : lower_(a.rows, a.columns) {
    require(a.rows == a.columns, "Cholesky needs a square matrix");
    for (std::size_t i = 0; i < a.rows; ++i) {
        for (std::size_t j = 0; j <= i; ++j) {
            const double rest =
                a(i, j) - dot(lower_.row(i).subspan(0, j), lower_.row(j).subspan(0, j));
            if (i == j) {
                require(rest > 0, "Cholesky needs a positive definite matrix");
                lower_(i, i) = std::sqrt(rest);
            } else {
                lower_(i, j) = rest / lower_(j, j);
            }
        }
    }
}

std::vector<double> Cholesky::solve_lower(std::span<const double> b) const {
    require(b.size() == lower_.rows, "the right side must be as long as the matrix");
    std::vector<double> y(b.begin(), b.end());
    for (std::size_t i = 0; i < y.size(); ++i) {
        y[i] -= dot(lower_.row(i).subspan(0, i), std::span(y).subspan(0, i));
        y[i] /= lower_(i, i);
    }
    return y;
}

std::vector<double> Cholesky::solve(std::span<const double> b) const {
    std::vector<double> x = solve_lower(b);
    for (std::size_t i = x.size(); i-- > 0;) {
        x[i] /= lower_(i, i);
        for (std::size_t k = 0; k < i; ++k) x[k] -= lower_(i, k) * x[i];
    }
    return x;
}

SymmetricEigen symmetric_eigen(const Matrix& a) {
    require(a.rows == a.columns, "eigenvalues need a square matrix");
    constexpr int kMostSweeps = 100;  // ten are usual
    const std::size_t n = a.rows;
    Matrix work = a;
    Matrix vectors(n, n);
    for (std::size_t i = 0; i < n; ++i) vectors(i, i) = 1;

    const double size = std::sqrt(dot(a.values, a.values));
    for (int sweep = 0; sweep < kMostSweeps; ++sweep) {
        double off_diagonal = 0;
        for (std::size_t p = 0; p < n; ++p)
            for (std::size_t q = p + 1; q < n; ++q) off_diagonal += work(p, q) * work(p, q);
        if (std::sqrt(off_diagonal) <= 1e-15 * size) break;
        for (std::size_t p = 0; p < n; ++p) {
            for (std::size_t q = p + 1; q < n; ++q) {
                if (work(p, q) == 0) continue;
                // The rotation in the plane (p, q) that makes work(p, q) vanish.
                const double theta = (work(q, q) - work(p, p)) / (2 * work(p, q));
                const double t =
                    (theta < 0 ? -1 : 1) / (std::abs(theta) + std::sqrt(theta * theta + 1));
                const double c = 1 / std::sqrt(t * t + 1), s = t * c;
                for (std::size_t k = 0; k < n; ++k) {
                    const double kp = work(k, p), kq = work(k, q);
                    work(k, p) = c * kp - s * kq;
                    work(k, q) = s * kp + c * kq;
                }
                for (std::size_t k = 0; k < n; ++k) {
                    const double pk = work(p, k), qk = work(q, k);
                    work(p, k) = c * pk - s * qk;
                    work(q, k) = s * pk + c * qk;
                }
                for (std::size_t k = 0; k < n; ++k) {
                    const double kp = vectors(k, p), kq = vectors(k, q);
                    vectors(k, p) = c * kp - s * kq;
                    vectors(k, q) = s * kp + c * kq;
                }
            }
        }
    }

    std::vector<std::size_t> order(n);
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t i, std::size_t j) { return work(i, i) > work(j, j); });
    SymmetricEigen eigen{std::vector<double>(n), Matrix(n, n)};
    for (std::size_t j = 0; j < n; ++j) {
        eigen.values[j] = work(order[j], order[j]);
        for (std::size_t i = 0; i < n; ++i) eigen.vectors(i, j) = vectors(i, order[j]);
    }
    return eigen;
}

Matrix symmetric_square_root(const Matrix& a) {
    const SymmetricEigen eigen = symmetric_eigen(a);
    Matrix scaled = eigen.vectors;
    for (std::size_t i = 0; i < scaled.rows; ++i)
        for (std::size_t j = 0; j < scaled.columns; ++j)
            scaled(i, j) *= std::sqrt(std::max(0.0, eigen.values[j]));
    return multiply(scaled, transpose(eigen.vectors));
}

}  // namespace affetto
