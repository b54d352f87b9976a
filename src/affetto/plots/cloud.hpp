#pragma once

#include <string>
#include <vector>

#include "affetto/plots/scatter.hpp"

namespace affetto {

/// Points wherever they lie, a colour a series: projections of many values onto two. `rings` are
/// drawn below them, each series in the colour of the one in its place, and are not in the legend.
/// What is not finite is left out. Throws std::invalid_argument where x and y of a series differ in
/// length.
std::string cloud_svg(const std::string& title, const std::string& x_label,
                      const std::string& y_label, const std::vector<ScatterSeries>& series,
                      const std::vector<ScatterSeries>& rings = {});

}  // namespace affetto
