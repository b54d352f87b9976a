#include "affetto/plots/line_chart.hpp"

#include <cmath>
#include <stdexcept>

#include "affetto/plots/axis.hpp"
#include "affetto/plots/svg.hpp"

namespace affetto {
namespace {

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
            body += "<polyline fill='none' stroke-width='1.5' stroke='" + std::string(colour) +
                    "' points='" + points + "'/>";
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
    std::vector<std::string> names;
    for (const LineSeries& s : series) {
        if (s.x.size() != s.y.size())
            throw std::invalid_argument("line_chart_svg: '" + s.name + "' has " +
                                        std::to_string(s.x.size()) + " x for " +
                                        std::to_string(s.y.size()) + " y");
        all_x.insert(all_x.end(), s.x.begin(), s.x.end());
        all_y.insert(all_y.end(), s.y.begin(), s.y.end());
        names.push_back(s.name);
    }
    if (axes.from_zero && !all_y.empty()) all_y.push_back(0);
    constexpr double kLegend = 20;  // pixels below the title
    const svg::Axis x = svg::axis_for(all_x, svg::kLeft, svg::kWidth - svg::kRight);
    const svg::Axis y =
        svg::axis_for(all_y, svg::kHeight - svg::kBottom, svg::kTop + kLegend, axes.logarithmic);
    std::string body = svg::horizontal_grid(y) + svg::numbers_below(x) +
                       svg::text((x.start + x.end) / 2, svg::kHeight - 10, axes.x_label) +
                       svg::upright_text(14, (y.start + y.end) / 2, axes.y_label) +
                       svg::legend(svg::kLeft, svg::kTop + 4, names);
    for (std::size_t s = 0; s < series.size(); ++s)
        body += lines_of(series[s], x, y, svg::colour(s));
    return svg::figure(title, svg::kWidth, svg::kHeight, body);
}

}  // namespace affetto
