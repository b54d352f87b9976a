#pragma once

#include <string>
#include <vector>

namespace affetto {

/// A value for each of many numbered places, such as the dimensions of a latent.
struct ValueBars {
    std::string x_label, y_label;
    std::vector<double> values;  ///< place 0 first; drawn from 0; what is not finite is left out
    std::vector<bool> marked;    ///< in colour; the others are grey. As many as values
    std::string marked_name, other_name;  ///< for the legend
};

/// Throws std::invalid_argument where values and marks differ in number.
std::string value_bars_svg(const std::string& title, const ValueBars& bars);

}  // namespace affetto
