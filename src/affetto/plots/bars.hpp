#pragma once

#include <string>
#include <vector>

namespace affetto {

/// One bar a category, of one colour.
struct BarSeries {
    std::string name;
    std::vector<int> counts;  ///< one a category, not negative
};

/// Counts of clips: one group of bars a category, one bar a series; several are told apart by a
/// legend. Throws std::invalid_argument
/// where a series has not one count a category.
std::string bars_svg(const std::string& title, const std::vector<std::string>& categories,
                     const std::vector<BarSeries>& series);

}  // namespace affetto
