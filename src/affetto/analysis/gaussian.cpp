#include "affetto/analysis/gaussian.hpp"

#include <algorithm>
#include <stdexcept>

namespace affetto {

Gaussian fit_gaussian(const Matrix& observations) {
    if (observations.rows < 2)
        throw std::invalid_argument("fit_gaussian: a covariance needs at least two observations");
    const std::size_t n = observations.rows, d = observations.columns;
    Gaussian g{std::vector<double>(d, 0.0), Matrix(d, d)};
    for (std::size_t r = 0; r < n; ++r)
        for (std::size_t c = 0; c < d; ++c)
            g.mean[c] += observations(r, c) / static_cast<double>(n);
    for (std::size_t r = 0; r < n; ++r)
        for (std::size_t i = 0; i < d; ++i)
            for (std::size_t j = 0; j < d; ++j)
                g.covariance(i, j) += (observations(r, i) - g.mean[i]) *
                                      (observations(r, j) - g.mean[j]) / static_cast<double>(n - 1);
    return g;
}

double frechet_distance(const Gaussian& a, const Gaussian& b) {
    if (a.mean.size() != b.mean.size())
        throw std::invalid_argument("frechet_distance: the Gaussians have different dimensions");
    double between_means = 0;
    for (std::size_t i = 0; i < a.mean.size(); ++i)
        between_means += (a.mean[i] - b.mean[i]) * (a.mean[i] - b.mean[i]);
    const Matrix root = symmetric_square_root(a.covariance);
    const Matrix inner = multiply(multiply(root, b.covariance), root);
    const double overlap = trace(symmetric_square_root(inner));
    return std::max(0.0, between_means + trace(a.covariance) + trace(b.covariance) - 2 * overlap);
}

}  // namespace affetto
