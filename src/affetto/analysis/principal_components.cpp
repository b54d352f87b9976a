#include "affetto/analysis/principal_components.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace affetto {
namespace {

Matrix centred(const Matrix& observations) {
    Matrix result = observations;
    for (std::size_t c = 0; c < result.columns; ++c) {
        double mean = 0;
        for (std::size_t r = 0; r < result.rows; ++r) mean += result(r, c);
        mean /= static_cast<double>(result.rows);
        for (std::size_t r = 0; r < result.rows; ++r) result(r, c) -= mean;
    }
    return result;
}

/// The products of all pairs of rows.
Matrix gram(const Matrix& rows) {
    Matrix products(rows.rows, rows.rows);
    for (std::size_t i = 0; i < rows.rows; ++i)
        for (std::size_t j = i; j < rows.rows; ++j)
            products(i, j) = products(j, i) = dot(rows.row(i), rows.row(j));
    return products;
}

}  // namespace

PrincipalComponents principal_components(const Matrix& observations, std::size_t count) {
    if (observations.rows < 2)
        throw std::invalid_argument("principal_components: needs at least two rows");
    const Matrix x = centred(observations);
    // x x' and x' x have the same eigenvalues; the smaller one is taken apart.
    const bool by_rows = x.rows <= x.columns;
    const SymmetricEigen eigen = symmetric_eigen(gram(by_rows ? x : transpose(x)));
    double total = 0;
    for (const double value : eigen.values) total += std::max(0.0, value);

    count = std::min({count, x.rows - 1, x.columns});
    PrincipalComponents found{Matrix(x.rows, count), {}};
    for (std::size_t k = 0; k < count; ++k) {
        const double value = std::max(0.0, eigen.values[k]);
        double furthest = 0;
        for (std::size_t r = 0; r < x.rows; ++r) {
            double at = 0;
            if (by_rows)
                at = eigen.vectors(r, k) * std::sqrt(value);
            else
                for (std::size_t c = 0; c < x.columns; ++c) at += x(r, c) * eigen.vectors(c, k);
            found.points(r, k) = at;
            if (std::abs(at) > std::abs(furthest)) furthest = at;
        }
        if (furthest < 0)
            for (std::size_t r = 0; r < x.rows; ++r) found.points(r, k) *= -1;
        found.shares.push_back(total > 0 ? value / total : 0);
    }
    return found;
}

}  // namespace affetto
