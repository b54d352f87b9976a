#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "affetto/listener/linear_model.hpp"

namespace affetto {

Standardisation fit_standardisation(const Matrix& rows) {
    if (rows.rows == 0) throw std::invalid_argument("fit_standardisation: there are no rows");
    const auto n = static_cast<double>(rows.rows);
    Standardisation s{std::vector<double>(rows.columns, 0.0),
                      std::vector<double>(rows.columns, 0.0)};
    for (std::size_t r = 0; r < rows.rows; ++r)
        for (std::size_t c = 0; c < rows.columns; ++c) s.mean[c] += rows(r, c) / n;
    for (std::size_t r = 0; r < rows.rows; ++r)
        for (std::size_t c = 0; c < rows.columns; ++c)
            s.sd[c] += (rows(r, c) - s.mean[c]) * (rows(r, c) - s.mean[c]) / n;
    for (std::size_t c = 0; c < rows.columns; ++c) {
        // What rounding leaves of a constant column is no spread.
        const double sd = std::sqrt(s.sd[c]);
        s.sd[c] = sd > 1e-12 * std::max(1.0, std::abs(s.mean[c])) ? sd : 1.0;
    }
    return s;
}

std::vector<double> Standardisation::apply(std::span<const double> x, double limit) const {
    if (x.size() != mean.size())
        throw std::invalid_argument(
            "Standardisation: a row of another length than it was fitted on");
    std::vector<double> z(x.size());
    for (std::size_t i = 0; i < x.size(); ++i)
        z[i] = std::clamp((x[i] - mean[i]) / sd[i], -limit, limit);
    return z;
}

Matrix Standardisation::apply(const Matrix& rows, double limit) const {
    Matrix standard(rows.rows, rows.columns);
    for (std::size_t r = 0; r < rows.rows; ++r) {
        const std::vector<double> z = apply(rows.row(r), limit);
        std::copy(z.begin(), z.end(), standard.row(r).begin());
    }
    return standard;
}

}  // namespace affetto
