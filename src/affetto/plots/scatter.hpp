#pragma once

#include <string>
#include <vector>

namespace affetto {

struct ScatterSeries {
    std::string name;
    std::vector<double> x, y;  ///< of one length; points that are not finite are left out
};

/// Points in the square [-1, 1] x [-1, 1] with its diagonal, on which x equals y: what was asked
/// against what was heard. Throws std::invalid_argument where x and y of a series differ in length.
std::string scatter_svg(const std::string& title, const std::string& x_label,
                        const std::string& y_label, const std::vector<ScatterSeries>& series);

}  // namespace affetto
