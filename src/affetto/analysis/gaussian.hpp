#pragma once

#include <vector>

#include "affetto/analysis/linear_algebra.hpp"

namespace affetto {

/// Mean and covariance of rows of observations.
struct Gaussian {
    std::vector<double> mean;
    Matrix covariance;  ///< divided by n - 1
};

/// `observations`: one row each, at least two; throws std::invalid_argument otherwise.
Gaussian fit_gaussian(const Matrix& observations);

/// The squared Frechet (2-Wasserstein) distance of two Gaussians (Dowson and Landau 1982; Heusel et
/// al. 2017): |mean_a - mean_b|^2 + trace(A + B - 2 (A^1/2 B A^1/2)^1/2). Never below 0.
double frechet_distance(const Gaussian& a, const Gaussian& b);

}  // namespace affetto
