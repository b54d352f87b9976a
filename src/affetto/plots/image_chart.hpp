#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace affetto {

/// Many values over time as a coloured picture: a spectrogram, pitch classes.
struct ImageChart {
    std::size_t rows = 0;
    std::vector<float> values;  ///< row by row, the lowest first; all rows of one length
    double seconds = 0;         ///< from the first to the last column
    std::string y_label, value_label;
    std::vector<std::string> row_names;  ///< one a row, or none: rows are numbered
};

/// A self-contained SVG with the picture as a PNG inside: some kilobytes, where cells of SVG would
/// take megabytes. At most 2,000 columns are drawn; of more, each shows the largest of its share.
/// Throws std::invalid_argument where values and rows do not fit.
std::string image_chart_svg(const std::string& title, const ImageChart& chart);

}  // namespace affetto
