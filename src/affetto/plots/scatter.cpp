#include "affetto/plots/scatter.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "affetto/core/text.hpp"
#include "affetto/plots/axis.hpp"
#include "affetto/plots/svg.hpp"

namespace affetto {

std::string scatter_svg(const std::string& title, const std::string& x_label,
                        const std::string& y_label, const std::vector<ScatterSeries>& series) {
    constexpr double kSide = 300, kLeft = 64, kTop = 60, kRadius = 3.5;
    const svg::Axis x{-1, 1, kLeft, kLeft + kSide}, y{-1, 1, kTop + kSide, kTop};
    std::string body;
    for (const double tick : {-1.0, -0.5, 0.0, 0.5, 1.0})
        body += svg::line(x.at(tick), y.start, x.at(tick), y.end) +
                svg::line(x.start, y.at(tick), x.end, y.at(tick)) +
                svg::text(x.at(tick), y.start + 18, format_number(tick)) +
                svg::text(x.start - 6, y.at(tick) + 5, format_number(tick), "end");
    body += svg::line(x.start, y.start, x.end, y.end, "#888");
    std::vector<std::string> names;
    for (std::size_t s = 0; s < series.size(); ++s) {
        const ScatterSeries& points = series[s];
        if (points.x.size() != points.y.size())
            throw std::invalid_argument("scatter_svg: '" + points.name + "' has " +
                                        std::to_string(points.x.size()) + " x for " +
                                        std::to_string(points.y.size()) + " y");
        names.push_back(points.name);
        for (std::size_t i = 0; i < points.x.size(); ++i)
            if (std::isfinite(points.x[i]) && std::isfinite(points.y[i]))
                body += svg::circle(x.at(std::clamp(points.x[i], -1.0, 1.0)),
                                    y.at(std::clamp(points.y[i], -1.0, 1.0)), kRadius,
                                    svg::colour(s), 0.6);
    }
    body += svg::text((x.start + x.end) / 2, y.start + 38, x_label) +
            svg::upright_text(14, (y.start + y.end) / 2, y_label) +
            svg::legend(kLeft, kTop - 14, names);
    return svg::figure(title, kLeft + kSide + 20, kTop + kSide + 50, body);
}

}  // namespace affetto
