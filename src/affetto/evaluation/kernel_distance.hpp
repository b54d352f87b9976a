#pragma once

#include <optional>

#include "affetto/analysis/linear_algebra.hpp"

namespace affetto {

/// Kernel distance (Binkowski et al. 2018, "Demystifying MMD GANs", section 3.1, over named
/// features instead of a network's): the unbiased estimate of the squared maximum mean discrepancy
/// between the rows of two sets, with the kernel (x.y / d + 1)^3, after standardising by the mean
/// and spread of `reference`. Near 0 where both come from one distribution; it may lie below.
/// nullopt where a set has fewer than two rows.
std::optional<double> kernel_distance(const Matrix& a, const Matrix& b, const Matrix& reference);

}  // namespace affetto
