#include "affetto/evaluation/kernel_distance.hpp"

#include "affetto/listener/linear_model.hpp"

namespace affetto {
namespace {

double kernel(std::span<const double> x, std::span<const double> y) {
    const double base = dot(x, y) / static_cast<double>(x.size()) + 1;
    return base * base * base;
}

/// Mean of the kernel over pairs of different rows.
double mean_within(const Matrix& a) {
    double sum = 0;
    for (std::size_t i = 0; i < a.rows; ++i)
        for (std::size_t j = 0; j < i; ++j) sum += kernel(a.row(i), a.row(j));
    return 2 * sum / (static_cast<double>(a.rows) * static_cast<double>(a.rows - 1));
}

double mean_between(const Matrix& a, const Matrix& b) {
    double sum = 0;
    for (std::size_t i = 0; i < a.rows; ++i)
        for (std::size_t j = 0; j < b.rows; ++j) sum += kernel(a.row(i), b.row(j));
    return sum / (static_cast<double>(a.rows) * static_cast<double>(b.rows));
}

}  // namespace

std::optional<double> kernel_distance(const Matrix& a, const Matrix& b, const Matrix& reference) {
    if (a.rows < 2 || b.rows < 2 || reference.rows < 2) return std::nullopt;
    const Standardisation scale = fit_standardisation(reference);
    const Matrix x = scale.apply(a), y = scale.apply(b);
    return mean_within(x) + mean_within(y) - 2 * mean_between(x, y);
}

}  // namespace affetto
