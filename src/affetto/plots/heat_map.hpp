#pragma once

#include <optional>
#include <string>
#include <vector>

namespace affetto {

/// A matrix as coloured cells with their numbers: confusion, similarity.
struct HeatMap {
    std::string row_title, column_title;
    std::vector<std::string> rows, columns;
    std::vector<std::vector<std::optional<double>>> cells;  ///< [row][column]; absent: no number
    int digits = 0;                                         ///< after the point
    bool darkest_is_low = false;                            ///< for distances, where small is near
    std::optional<double> darkest, lightest;  ///< the scale; absent: the extremes of the cells
};

/// Throws std::invalid_argument where cells and labels do not fit.
std::string heat_map_svg(const std::string& title, const HeatMap& map);

}  // namespace affetto
