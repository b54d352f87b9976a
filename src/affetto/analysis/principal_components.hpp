#pragma once

#include <cstddef>
#include <vector>

#include "affetto/analysis/linear_algebra.hpp"

namespace affetto {

/// Rows of observations seen along the directions in which they vary most.
struct PrincipalComponents {
    Matrix points;               ///< [rows, components], means taken off
    std::vector<double> shares;  ///< of the variance that each component holds, descending
};

/// The first `count` components of `observations`, or as many as there can be (one fewer than rows,
/// as many as columns). Signs are such that the largest coordinate is above 0. Throws
/// std::invalid_argument for fewer than two rows.
PrincipalComponents principal_components(const Matrix& observations, std::size_t count);

}  // namespace affetto
