#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace affetto {

// What every figure is made of. Figures are whole, self-contained SVG documents: no fonts, scripts
// or pictures from elsewhere, all text escaped, no number that is not finite.

/// Text that may stand between tags and in attributes of HTML and SVG: markup is escaped, control
/// characters and bytes that are no UTF-8 become '?'.
std::string escape_markup(std::string_view text);

}  // namespace affetto

namespace affetto::svg {

/// Okabe and Ito's palette, distinct for colour-blind readers.
inline constexpr std::array<std::string_view, 6> kColours = {"#0072b2", "#e69f00", "#009e73",
                                                             "#cc79a7", "#56b4e9", "#d55e00"};
inline std::string_view colour(std::size_t index) { return kColours[index % kColours.size()]; }
inline constexpr std::string_view kGridColour = "#ccc";
inline constexpr std::string_view kZeroColour = "#777";  ///< of the line between two signs

/// The size of letters, and about how wide one is, in pixels. A chart of kWidth is read on a page
/// of 1200 pixels and on one of 500, where it is drawn at about three quarters of its size: no
/// figure is much wider, and none has smaller letters.
inline constexpr double kFontSize = 15, kCharacter = 8.25;

/// The room round the axes of a chart, in pixels.
inline constexpr double kWidth = 640, kHeight = 340;
inline constexpr double kLeft = 72, kRight = 16, kTop = 44, kBottom = 54;
/// Further room at the right of a picture, for the scale of its colours.
inline constexpr double kColourScale = 76;

/// A coordinate; what is not finite, or lies far outside any figure, is held at its border.
std::string px(double value);

std::string text(double x, double y, std::string_view text, std::string_view anchor = "middle");
/// Reads upwards.
std::string upright_text(double x, double y, std::string_view text);
std::string line(double x1, double y1, double x2, double y2, std::string_view stroke = kGridColour);
/// With a `tip` it is shown while the pointer rests on it.
std::string rect(double x, double y, double width, double height, std::string_view fill,
                 double opacity = 1, std::string_view tip = {});
std::string circle(double x, double y, double radius, std::string_view fill, double opacity = 1,
                   std::string_view tip = {});
/// The width of a text in pixels, roughly.
double width_of(std::string_view text);

/// Squares of colour(0), colour(1), ... with names, side by side from `x`, standing on `y`.
std::string legend(double x, double y, const std::vector<std::string>& names);

/// The document round a body, with its title at the top. A title that is too long for the width is
/// cut in the picture; it is whole where the pointer rests on the figure.
std::string figure(std::string_view title, double width, double height, const std::string& body);

}  // namespace affetto::svg
