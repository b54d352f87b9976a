#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "affetto/core/emotion.hpp"

namespace affetto {

/// Figures of a statistics page, each a whole SVG document.

/// Text that may stand between tags and in attributes of HTML and SVG.
std::string escape_markup(std::string_view text);

/// How many values lie in each of 24 equal bins from 0, or from the smallest where that is below 0,
/// to the largest. Every value counts; none gives an empty frame.
std::string histogram_svg(const std::string& title, const std::string& x_label,
                          std::span<const double> values);

/// One group of bars a category, one bar a series.
struct BarSeries {
    std::string name;
    std::vector<int> counts;  ///< one a category
};
std::string bars_svg(const std::string& title, const std::vector<std::string>& categories,
                     const std::vector<BarSeries>& series);

/// The valence-arousal plane. Clips at one point are one disc whose area is their number.
std::string plane_svg(const std::string& title, std::span<const Emotion> points);

}  // namespace affetto
