#include "affetto/plots/intervals.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "affetto/core/text.hpp"
#include "affetto/plots/axis.hpp"
#include "affetto/plots/svg.hpp"

namespace affetto {

std::string intervals_svg(const std::string& title, const std::vector<Interval>& rows, double low,
                          double high, std::optional<double> mark) {
    if (!(low < high) || !std::isfinite(high - low))
        throw std::invalid_argument("intervals_svg: the axis has no length");
    constexpr double kTop = 40, kRow = 26, kBottom = 28, kRadius = 4.5;
    double longest = 4 * svg::kCharacter;
    for (const Interval& row : rows) longest = std::max(longest, svg::width_of(row.name));
    const double left = 24 + longest;
    const double width = std::max(svg::kWidth, left + 200);
    const double bottom = kTop + kRow * static_cast<double>(rows.size());
    const svg::Axis x{low, high, left, width - 60};
    const auto shown = [&](const std::optional<double>& value) {
        return value && std::isfinite(*value);
    };
    const auto place = [&](double value) { return x.at(std::clamp(value, low, high)); };
    std::string body;
    for (const double tick : x.ticks())
        body += svg::line(x.at(tick), kTop, x.at(tick), bottom) +
                svg::text(x.at(tick), bottom + 18, svg::tick_text(tick));
    if (shown(mark)) body += svg::line(place(*mark), kTop, place(*mark), bottom, svg::colour(5));
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const Interval& row = rows[i];
        const double y = kTop + kRow * (static_cast<double>(i) + 0.5);
        body += svg::text(left - 12, y + 5, row.name, "end");
        if (shown(row.low) && shown(row.high))
            body += svg::rect(place(*row.low), y - 1.5, place(*row.high) - place(*row.low), 3,
                              svg::colour(0), 0.45);
        if (!shown(row.value)) continue;
        body += svg::circle(place(*row.value), y, kRadius, svg::colour(0)) +
                svg::text(width - 8, y + 5, format_fixed(*row.value, 2), "end");
    }
    return svg::figure(title, width, bottom + kBottom, body);
}

}  // namespace affetto
