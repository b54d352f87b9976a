#include "affetto/plots/cloud.hpp"

#include <cmath>
#include <stdexcept>

#include "affetto/plots/axis.hpp"
#include "affetto/plots/svg.hpp"

namespace affetto {
namespace {

constexpr double kSide = 400, kLeft = 72, kTop = 60;
constexpr double kRoom = 0.04;  // of an axis, beyond the outermost points

svg::Axis roomy(const std::vector<double>& values, double start, double end) {
    svg::Axis axis = svg::axis_for(values, start, end);
    const double room = kRoom * (axis.high - axis.low);
    axis.low -= room;
    axis.high += room;
    return axis;
}

std::string ring(double x, double y, double radius, std::string_view colour) {
    return "<circle fill='none' stroke-opacity='0.7' stroke='" + std::string(colour) + "' cx='" +
           svg::px(x) + "' cy='" + svg::px(y) + "' r='" + svg::px(radius) + "'/>";
}

}  // namespace

std::string cloud_svg(const std::string& title, const std::string& x_label,
                      const std::string& y_label, const std::vector<ScatterSeries>& series,
                      const std::vector<ScatterSeries>& rings) {
    std::vector<double> all_x, all_y;
    std::vector<std::string> names;
    for (const ScatterSeries& s : series) names.push_back(s.name);
    for (const std::vector<ScatterSeries>* kind : {&series, &rings})
        for (const ScatterSeries& s : *kind) {
            if (s.x.size() != s.y.size())
                throw std::invalid_argument("cloud_svg: '" + s.name + "' has " +
                                            std::to_string(s.x.size()) + " x for " +
                                            std::to_string(s.y.size()) + " y");
            all_x.insert(all_x.end(), s.x.begin(), s.x.end());
            all_y.insert(all_y.end(), s.y.begin(), s.y.end());
        }
    const svg::Axis x = roomy(all_x, kLeft, kLeft + kSide);
    const svg::Axis y = roomy(all_y, kTop + kSide, kTop);
    std::string body;
    for (const double tick : x.ticks())
        body += svg::line(x.at(tick), y.start, x.at(tick), y.end) +
                svg::text(x.at(tick), y.start + 18, svg::tick_text(tick));
    for (const double tick : y.ticks())
        body += svg::line(x.start, y.at(tick), x.end, y.at(tick)) +
                svg::text(x.start - 6, y.at(tick) + 5, svg::tick_text(tick), "end");
    // Many points are small, so that crowds can be seen into.
    const double radius = all_x.size() > 300 ? 2.5 : 4;
    const auto draw = [&](const std::vector<ScatterSeries>& kind, bool filled) {
        for (std::size_t s = 0; s < kind.size(); ++s)
            for (std::size_t i = 0; i < kind[s].x.size(); ++i) {
                if (!std::isfinite(kind[s].x[i]) || !std::isfinite(kind[s].y[i])) continue;
                const double at_x = x.at(kind[s].x[i]), at_y = y.at(kind[s].y[i]);
                body += filled ? svg::circle(at_x, at_y, radius, svg::colour(s), 0.7)
                               : ring(at_x, at_y, radius, svg::colour(s));
            }
    };
    draw(rings, false);
    draw(series, true);
    body += svg::text((x.start + x.end) / 2, y.start + 38, x_label) +
            svg::upright_text(14, (y.start + y.end) / 2, y_label) +
            svg::legend(kLeft, kTop - 14, names);
    return svg::figure(title, kLeft + kSide + 20, kTop + kSide + 50, body);
}

}  // namespace affetto
