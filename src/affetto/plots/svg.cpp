#include "affetto/plots/svg.hpp"

#include <algorithm>
#include <cmath>

#include "affetto/core/text.hpp"

namespace affetto {

std::string escape_markup(std::string_view text) {
    std::string escaped;
    for (const char c : printable(text)) {
        switch (c) {
            case '&':
                escaped += "&amp;";
                break;
            case '<':
                escaped += "&lt;";
                break;
            case '>':
                escaped += "&gt;";
                break;
            case '"':
                escaped += "&quot;";
                break;
            case '\'':
                escaped += "&#39;";
                break;
            default:
                escaped += c;
        }
    }
    return escaped;
}

}  // namespace affetto

namespace affetto::svg {
namespace {

std::string attribute(std::string_view name, std::string_view value) {
    return " " + std::string(name) + "='" + std::string(value) + "'";
}

std::string opacity_of(double opacity) {
    return opacity < 1 ? attribute("fill-opacity", format_fixed(opacity, 2)) : "";
}

/// At most `most` characters of a text; where it is longer the last of them is an ellipsis.
std::string beginning_of(std::string_view text, std::size_t most) {
    std::string whole = printable(text);
    if (count_characters(whole) <= most) return whole;
    std::size_t end = 0;
    for (std::size_t characters = 0; end < whole.size(); ++end)
        if ((static_cast<unsigned char>(whole[end]) & 0xc0) != 0x80 && ++characters >= most) break;
    return whole.substr(0, end) + "\xe2\x80\xa6";
}

/// Closes an element that may carry a tip.
std::string closed(std::string_view name, std::string_view tip) {
    if (tip.empty()) return "/>";
    return "><title>" + escape_markup(tip) + "</title></" + std::string(name) + ">";
}

}  // namespace

std::string px(double value) {
    constexpr double kFar = 100'000;
    return format_fixed(std::isnan(value) ? 0 : std::clamp(value, -kFar, kFar), 1);
}

std::string text(double x, double y, std::string_view text, std::string_view anchor) {
    return "<text" + attribute("x", px(x)) + attribute("y", px(y)) +
           attribute("text-anchor", anchor) + ">" + escape_markup(text) + "</text>";
}

std::string upright_text(double x, double y, std::string_view text) {
    return "<text transform='translate(" + px(x) + " " + px(y) +
           ") rotate(-90)' text-anchor='middle'>" + escape_markup(text) + "</text>";
}

std::string line(double x1, double y1, double x2, double y2, std::string_view stroke) {
    return "<line" + attribute("x1", px(x1)) + attribute("y1", px(y1)) + attribute("x2", px(x2)) +
           attribute("y2", px(y2)) + attribute("stroke", stroke) + "/>";
}

std::string rect(double x, double y, double width, double height, std::string_view fill,
                 double opacity, std::string_view tip) {
    return "<rect" + attribute("x", px(x)) + attribute("y", px(y)) +
           attribute("width", px(std::max(0.0, width))) +
           attribute("height", px(std::max(0.0, height))) + attribute("fill", fill) +
           opacity_of(opacity) + closed("rect", tip);
}

std::string circle(double x, double y, double radius, std::string_view fill, double opacity,
                   std::string_view tip) {
    return "<circle" + attribute("cx", px(x)) + attribute("cy", px(y)) +
           attribute("r", px(radius)) + attribute("fill", fill) + opacity_of(opacity) +
           closed("circle", tip);
}

double width_of(std::string_view text) {
    return kCharacter * static_cast<double>(count_characters(printable(text)));
}

std::string legend(double x, double y, const std::vector<std::string>& names) {
    constexpr double kSquare = 10, kGap = 14;
    std::string body;
    for (std::size_t i = 0; i < names.size(); ++i) {
        body += rect(x, y - kSquare, kSquare, kSquare, colour(i)) +
                text(x + kGap, y - 1, names[i], "start");
        x += 2 * kGap + width_of(names[i]);
    }
    return body;
}

std::string figure(std::string_view title, double width, double height, const std::string& body) {
    const auto most = static_cast<std::size_t>(std::max(0.0, width / kCharacter));
    return "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 " + px(width) + " " + px(height) +
           "'" + attribute("width", px(width)) + attribute("height", px(height)) +
           " font-family='sans-serif' font-size='" + format_fixed(kFontSize, 0) +
           "' role='img'><title>" + escape_markup(title) + "</title>" +
           rect(0, 0, width, height, "#fff") + text(width / 2, 20, beginning_of(title, most)) +
           body + "</svg>\n";
}

}  // namespace affetto::svg
