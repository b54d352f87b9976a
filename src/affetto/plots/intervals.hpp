#pragma once

#include <optional>
#include <string>
#include <vector>

namespace affetto {

/// A number with how sure it is.
struct Interval {
    std::string name;
    std::optional<double> value, low, high;  ///< absent or not finite: not drawn
};

/// One row a number on a shared axis from `low` to `high`: a dot, and a line where an interval is
/// known. `mark` draws a line across all rows, for chance. Throws std::invalid_argument for an
/// empty axis.
std::string intervals_svg(const std::string& title, const std::vector<Interval>& rows, double low,
                          double high, std::optional<double> mark = std::nullopt);

}  // namespace affetto
