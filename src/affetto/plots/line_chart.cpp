#include "affetto/plots/line_chart.hpp"

#include <cmath>
#include <stdexcept>

#include "affetto/core/text.hpp"
#include "affetto/plots/axis.hpp"
#include "affetto/plots/svg.hpp"

namespace affetto {
namespace {

constexpr double kLegendRow = 20;  // pixels

std::string pen(LineStyle style, std::string_view colour) {
    const std::string stroke = " fill='none' stroke='" + std::string(colour) + "'";
    if (style == LineStyle::thin_dashes) return stroke + " stroke-width='1' stroke-dasharray='3 2'";
    if (style == LineStyle::long_dashes)
        return stroke + " stroke-width='1.8' stroke-dasharray='9 3'";
    return stroke + " stroke-width='1.5'";
}

/// A short piece of each named line with its name, in as many rows as it takes. What is drawn and
/// the pixels that it is high.
struct Legend {
    std::string body;
    double height = 0;
};

Legend legend_of(const std::vector<LineSeries>& series) {
    constexpr double kPiece = 18, kGap = 5, kApart = 16;
    Legend legend;
    double x = svg::kLeft;
    for (std::size_t s = 0; s < series.size(); ++s) {
        if (series[s].name.empty()) continue;
        const double width = kPiece + kGap + svg::width_of(series[s].name);
        if (legend.height == 0) legend.height = kLegendRow;
        if (x > svg::kLeft && x + width > svg::kWidth - svg::kRight) {
            x = svg::kLeft;
            legend.height += kLegendRow;
        }
        const double y = svg::kTop + legend.height - kLegendRow;
        legend.body += "<path d='M" + svg::px(x) + " " + svg::px(y) + "h" + svg::px(kPiece) + "'" +
                       pen(series[s].style, svg::colour(series[s].colour.value_or(s))) + "/>" +
                       svg::text(x + kPiece + kGap, y + 5, series[s].name, "start");
        x += width + kApart;
    }
    return legend;
}

/// The stretches of a series between the points that cannot be drawn.
std::string lines_of(const LineSeries& s, const svg::Axis& x, const svg::Axis& y,
                     std::string_view colour) {
    std::string body, points;
    std::size_t count = 0;
    const auto finish = [&] {
        if (count == 1)  // a line of one point would not be seen
            body += "<circle r='2' cx='" + points.substr(0, points.find(',')) + "' cy='" +
                    points.substr(points.find(',') + 1) + "' fill='" + std::string(colour) + "'/>";
        else if (count > 1)
            body += "<polyline" + pen(s.style, colour) + " points='" + points + "'/>";
        points.clear();
        count = 0;
    };
    for (std::size_t i = 0; i < s.x.size(); ++i) {
        const bool drawn =
            std::isfinite(s.x[i]) && std::isfinite(s.y[i]) && (!y.logarithmic || s.y[i] > 0);
        if (!drawn) {
            finish();
            continue;
        }
        points += (count++ > 0 ? " " : "") + svg::px(x.at(s.x[i])) + "," + svg::px(y.at(s.y[i]));
    }
    finish();
    return body;
}

}  // namespace

std::string line_chart_svg(const std::string& title, const LineChartAxes& axes,
                           const std::vector<LineSeries>& series) {
    std::vector<double> all_x, all_y;
    for (const LineSeries& s : series) {
        if (s.x.size() != s.y.size())
            throw std::invalid_argument("line_chart_svg: '" + s.name + "' has " +
                                        std::to_string(s.x.size()) + " x for " +
                                        std::to_string(s.y.size()) + " y");
        all_x.insert(all_x.end(), s.x.begin(), s.x.end());
        all_y.insert(all_y.end(), s.y.begin(), s.y.end());
    }
    if (axes.from_zero && !all_y.empty()) all_y.push_back(0);
    const Legend legend = legend_of(series);
    const svg::Axis x = svg::axis_for(all_x, svg::kLeft, svg::kWidth - svg::kRight);
    const svg::Axis y = svg::axis_for(all_y, svg::kHeight - svg::kBottom, svg::kTop + legend.height,
                                      axes.logarithmic);
    std::string body = svg::horizontal_grid(y) + svg::numbers_below(x) +
                       svg::text((x.start + x.end) / 2, svg::kHeight - 10, axes.x_label) +
                       svg::upright_text(14, (y.start + y.end) / 2, axes.y_label) + legend.body;
    for (std::size_t s = 0; s < series.size(); ++s)
        body += lines_of(series[s], x, y, svg::colour(series[s].colour.value_or(s)));
    return svg::figure(title, svg::kWidth, svg::kHeight, body);
}

}  // namespace affetto
