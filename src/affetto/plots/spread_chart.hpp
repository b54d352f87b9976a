#pragma once

#include <string>
#include <vector>

#include "affetto/plots/axis.hpp"

namespace affetto {

/// Mean and spread of many channels side by side: the statistics of features.
struct SpreadChart {
    std::vector<double> mean, deviation;        ///< one a channel; the first lies lowest
    std::vector<svg::NamedTick> channel_ticks;  ///< channel c lies from c to c + 1
    std::string x_label, y_label;
};

/// For each channel a bar from one deviation below its mean to one above, and a line at the mean;
/// what is not finite is left out. Throws std::invalid_argument where the lists differ in length.
std::string spread_chart_svg(const std::string& title, const SpreadChart& chart);

}  // namespace affetto
