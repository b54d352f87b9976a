#include "affetto/plots/value_bars.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "affetto/core/text.hpp"
#include "affetto/plots/axis.hpp"
#include "affetto/plots/svg.hpp"

namespace affetto {
namespace {

constexpr std::string_view kUnmarked = "#aaa";
constexpr double kLegend = 20;  // pixels below the title

std::string legend_of(const ValueBars& bars) {
    constexpr double kSquare = 10, kGap = 14;
    std::string body;
    double x = svg::kLeft;
    const auto add = [&](std::string_view colour, const std::string& name) {
        body += svg::rect(x, svg::kTop - 6, kSquare, kSquare, colour) +
                svg::text(x + kGap, svg::kTop + 3, name, "start");
        x += 2 * kGap + svg::width_of(name);
    };
    add(svg::colour(0), bars.marked_name);
    add(kUnmarked, bars.other_name);
    return body;
}

}  // namespace

std::string value_bars_svg(const std::string& title, const ValueBars& bars) {
    if (bars.values.size() != bars.marked.size())
        throw std::invalid_argument("value_bars_svg: " + std::to_string(bars.marked.size()) +
                                    " marks for " + std::to_string(bars.values.size()) + " values");
    std::vector<double> all = bars.values;
    all.push_back(0);
    const svg::Axis y = svg::axis_for(all, svg::kHeight - svg::kBottom, svg::kTop + kLegend);
    const auto count = static_cast<double>(std::max<std::size_t>(1, bars.values.size()));
    const svg::Axis x{0, count, svg::kLeft, svg::kWidth - svg::kRight};
    std::string body = svg::horizontal_grid(y) + legend_of(bars) +
                       svg::text((x.start + x.end) / 2, svg::kHeight - 10, bars.x_label) +
                       svg::upright_text(14, (y.start + y.end) / 2, bars.y_label);
    for (const double tick : x.ticks(1))
        if (tick < count)
            body +=
                svg::text(x.at(tick + 0.5), svg::kHeight - svg::kBottom + 18, svg::tick_text(tick));
    const double width = x.at(1) - x.at(0);
    const double gap = width > 4 ? 1 : 0;  // many bars stand side by side
    for (std::size_t i = 0; i < bars.values.size(); ++i) {
        const double value = bars.values[i];
        if (!std::isfinite(value)) continue;
        const double top = y.at(std::max(0.0, value)), bottom = y.at(std::min(0.0, value));
        body += svg::rect(x.at(static_cast<double>(i)), top, width - gap, bottom - top,
                          bars.marked[i] ? svg::colour(0) : kUnmarked, 1,
                          std::to_string(i) + ": " + format_fixed(value, 3));
    }
    return svg::figure(title, svg::kWidth, svg::kHeight, body);
}

}  // namespace affetto
