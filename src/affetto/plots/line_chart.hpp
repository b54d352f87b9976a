#pragma once

#include <string>
#include <vector>

namespace affetto {

struct LineSeries {
    std::string name;
    std::vector<double> x, y;  ///< of one length; a point that is not finite breaks the line
};

struct LineChartAxes {
    std::string x_label, y_label;
    bool logarithmic = false;  ///< y; values that are not above 0 break the line then
    bool from_zero = false;    ///< y begins at 0 where no value lies below; not logarithmic
};

/// Lines over a shared axis: training curves. Throws std::invalid_argument where x and y of a
/// series differ in length.
std::string line_chart_svg(const std::string& title, const LineChartAxes& axes,
                           const std::vector<LineSeries>& series);

}  // namespace affetto
