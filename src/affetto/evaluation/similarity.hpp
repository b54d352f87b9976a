#pragma once

#include <array>
#include <optional>

#include "affetto/analysis/linear_algebra.hpp"
#include "affetto/core/emotion.hpp"

namespace affetto {

/// Frechet distance (Heusel et al. 2017, over analysis features instead of a network's) between the
/// rows of two sets, after standardising by the mean and spread of `reference`; covariances are
/// shrunk towards their diagonal by `shrinkage`, since sets are small. nullopt where a set has
/// fewer than three rows.
std::optional<double> feature_distance(const Matrix& a, const Matrix& b, const Matrix& reference,
                                       double shrinkage = 0.3);

/// [real quadrant][generated quadrant]
using DistanceTable = std::array<std::array<std::optional<double>, kNumQuadrants>, kNumQuadrants>;

}  // namespace affetto
