#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "affetto/plots/axis.hpp"
#include "affetto/plots/svg.hpp"

namespace affetto {

/// Many values as a coloured picture, mostly over time: a spectrogram, pitch classes.
struct ImageChart {
    std::size_t rows = 0;
    std::vector<float> values;  ///< row by row, the lowest first; all rows of one length
    double width = 0;           ///< from the first column to the end of the last, in `x_label`
    std::string x_label = "seconds";
    std::string y_label, value_label;
    std::vector<svg::NamedTick> row_ticks;  ///< row r lies from r to r + 1; none: rows are numbered
    std::optional<double> lowest, highest;  ///< of the colours; absent: of the values
    double height = svg::kHeight;           ///< pixels of the whole figure
};

/// A self-contained SVG with the picture as a PNG inside: some kilobytes, where cells of SVG would
/// take megabytes. At most 2,000 columns are drawn; of more, each shows the largest of its share.
/// Throws std::invalid_argument where values and rows do not fit.
std::string image_chart_svg(const std::string& title, const ImageChart& chart);

}  // namespace affetto
