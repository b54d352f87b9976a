#pragma once

#include <span>
#include <string>

namespace affetto {

/// How many values lie in each of 24 equal bins from 0, or from the smallest where that is below 0,
/// to the largest (levels, which lie below 0, take the whole width). Every finite value counts;
/// none gives an empty frame.
std::string histogram_svg(const std::string& title, const std::string& x_label,
                          std::span<const double> values, const std::string& counted = "clips");

}  // namespace affetto
