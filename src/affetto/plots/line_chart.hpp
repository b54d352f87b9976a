#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace affetto {

enum class LineStyle { solid, thin_dashes, long_dashes };

struct LineSeries {
    std::string name;          ///< in the legend; a line without one is not in it
    std::vector<double> x, y;  ///< of one length; a point that is not finite breaks the line
    LineStyle style = LineStyle::solid;
    std::optional<std::size_t> colour = std::nullopt;  ///< of svg::colour(); absent: its place
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
