#include "affetto/plots/spread_chart.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "affetto/core/text.hpp"
#include "affetto/plots/svg.hpp"

namespace affetto {

std::string spread_chart_svg(const std::string& title, const SpreadChart& chart) {
    const std::size_t channels = chart.mean.size();
    if (chart.deviation.size() != channels)
        throw std::invalid_argument("spread_chart_svg: " + std::to_string(channels) +
                                    " means for " + std::to_string(chart.deviation.size()) +
                                    " deviations");
    std::vector<double> reached;
    for (std::size_t c = 0; c < channels; ++c)
        for (const double sign : {-1.0, 1.0})
            reached.push_back(chart.mean[c] + sign * chart.deviation[c]);
    const svg::Axis y = svg::axis_for(reached, svg::kHeight - svg::kBottom, svg::kTop);
    const svg::Axis x{0, static_cast<double>(std::max<std::size_t>(1, channels)), svg::kLeft,
                      svg::kWidth - svg::kRight};
    std::string body = svg::horizontal_grid(y);
    for (std::size_t c = 0; c < channels; ++c) {
        const double mean = chart.mean[c], deviation = chart.deviation[c];
        if (!std::isfinite(mean) || !std::isfinite(deviation)) continue;
        constexpr double kWide = 0.8, kPale = 0.4, kLine = 2;
        const double left = x.at(static_cast<double>(c) + (1 - kWide) / 2);
        const double width = x.at(static_cast<double>(c) + (1 + kWide) / 2) - left;
        body += svg::rect(left, y.at(mean + deviation), width,
                          y.at(mean - deviation) - y.at(mean + deviation), svg::colour(0), kPale,
                          format_fixed(mean, 2) + " \xc2\xb1 " + format_fixed(deviation, 2)) +
                svg::rect(left, y.at(mean) - kLine / 2, width, kLine, svg::colour(0));
    }
    for (const svg::NamedTick& tick : chart.channel_ticks)
        body += svg::line(x.at(tick.at), y.start, x.at(tick.at), y.start + 4, svg::kZeroColour) +
                svg::text(x.at(tick.at), y.start + 18, tick.text);
    return svg::figure(title, svg::kWidth, svg::kHeight,
                       body + svg::text((x.start + x.end) / 2, svg::kHeight - 10, chart.x_label) +
                           svg::upright_text(14, (y.start + y.end) / 2, chart.y_label));
}

}  // namespace affetto
