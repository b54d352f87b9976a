#include "affetto/plots/heat_map.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "affetto/core/text.hpp"
#include "affetto/plots/svg.hpp"

namespace affetto {
namespace {

constexpr double kCellWidth = 64, kCellHeight = 44;
constexpr double kTop = 74, kRight = 16, kBottom = 14;

void check(const HeatMap& map) {
    bool fits = map.cells.size() == map.rows.size();
    for (const auto& row : map.cells) fits = fits && row.size() == map.columns.size();
    if (!fits)
        throw std::invalid_argument("heat_map_svg: cells are not " +
                                    std::to_string(map.rows.size()) + " rows of " +
                                    std::to_string(map.columns.size()));
}

/// How dark a cell is, 0 to 1.
class Shade {
public:
    explicit Shade(const HeatMap& map) {
        double low = 0, high = 0;
        bool any = false;
        for (const auto& row : map.cells)
            for (const auto& cell : row) {
                if (!cell || !std::isfinite(*cell)) continue;
                low = any ? std::min(low, *cell) : *cell;
                high = any ? std::max(high, *cell) : *cell;
                any = true;
            }
        lightest_ = map.lightest.value_or(map.darkest_is_low ? high : low);
        darkest_ = map.darkest.value_or(map.darkest_is_low ? low : high);
    }

    double operator()(double value) const {
        if (darkest_ == lightest_) return 0;
        return std::clamp((value - lightest_) / (darkest_ - lightest_), 0.0, 1.0);
    }

private:
    double lightest_ = 0, darkest_ = 1;
};

std::string cell_svg(double x, double y, const std::optional<double>& value, const Shade& shade,
                     int digits) {
    const bool known = value && std::isfinite(*value);
    const double dark = known ? shade(*value) : 0;
    constexpr double kLight = 0.06, kPaleTextFrom = 0.62;
    const std::string number =
        svg::text(x + kCellWidth / 2, y + kCellHeight / 2 + 5,
                  known ? format_fixed(*value, digits) : "\xe2\x80\x93");  // an en dash
    return svg::rect(x + 1, y + 1, kCellWidth - 2, kCellHeight - 2, known ? svg::colour(0) : "#eee",
                     known ? kLight + (1 - kLight) * dark : 1) +
           (dark > kPaleTextFrom ? "<g fill='#fff'>" + number + "</g>" : number);
}

}  // namespace

std::string heat_map_svg(const std::string& title, const HeatMap& map) {
    check(map);
    double longest = 2 * svg::kCharacter;
    for (const std::string& row : map.rows) longest = std::max(longest, svg::width_of(row));
    const double left = 40 + longest;
    const double width = kCellWidth * static_cast<double>(map.columns.size());
    const double height = kCellHeight * static_cast<double>(map.rows.size());
    const Shade shade(map);
    std::string body = svg::text(left + width / 2, kTop - 28, map.column_title) +
                       svg::upright_text(16, kTop + height / 2, map.row_title);
    for (std::size_t c = 0; c < map.columns.size(); ++c)
        body +=
            svg::text(left + kCellWidth * (static_cast<double>(c) + 0.5), kTop - 8, map.columns[c]);
    for (std::size_t r = 0; r < map.rows.size(); ++r) {
        const double y = kTop + kCellHeight * static_cast<double>(r);
        body += svg::text(left - 8, y + kCellHeight / 2 + 5, map.rows[r], "end");
        for (std::size_t c = 0; c < map.columns.size(); ++c)
            body += cell_svg(left + kCellWidth * static_cast<double>(c), y, map.cells[r][c], shade,
                             map.digits);
    }
    const double title_width = svg::width_of(title);
    return svg::figure(title, std::max(left + width + kRight, title_width + 2 * kRight),
                       kTop + height + kBottom, body);
}

}  // namespace affetto
