#include "affetto/plots/image_chart.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <stdexcept>
#include <tuple>

#include "affetto/plots/axis.hpp"
#include "affetto/plots/html.hpp"
#include "affetto/plots/png.hpp"
#include "affetto/plots/svg.hpp"

namespace affetto {
namespace {

constexpr std::size_t kMostColumns = 2'000;
constexpr double kLegendWidth = 12;

struct Picture {
    std::size_t width = 0, height = 0;
    double low = 0, high = 1;
    std::vector<std::uint8_t> pixels;  // from the top
};

/// What the colours stand for: the chart's own range, or that of the values that are finite.
std::pair<double, double> range_of(const ImageChart& chart) {
    double low = std::numeric_limits<double>::infinity(), high = -low;
    for (const float v : chart.values)
        if (std::isfinite(v)) {
            low = std::min<double>(low, v);
            high = std::max<double>(high, v);
        }
    if (!(low <= high)) low = high = 0;
    low = chart.lowest.value_or(low);
    high = chart.highest.value_or(high);
    return {low, high > low ? high : low + 1};
}

Picture draw(const ImageChart& chart) {
    const std::size_t columns = chart.values.size() / chart.rows;
    Picture picture;
    picture.width = std::min(columns, kMostColumns);
    picture.height = chart.rows;
    std::tie(picture.low, picture.high) = range_of(chart);
    picture.pixels.resize(picture.width * picture.height);
    for (std::size_t row = 0; row < chart.rows; ++row)
        for (std::size_t x = 0; x < picture.width; ++x) {
            const auto* begin = chart.values.data() + row * columns + x * columns / picture.width;
            const auto* end =
                chart.values.data() + row * columns + (x + 1) * columns / picture.width;
            const double value = *std::max_element(begin, end);
            const double share =
                std::isfinite(value)
                    ? std::clamp((value - picture.low) / (picture.high - picture.low), 0.0, 1.0)
                    : 0;
            picture.pixels[(chart.rows - 1 - row) * picture.width + x] =
                static_cast<std::uint8_t>(std::lround(255 * share));
        }
    return picture;
}

std::string image(double x, double y, double width, double height, const Picture& picture) {
    return "<image x='" + svg::px(x) + "' y='" + svg::px(y) + "' width='" + svg::px(width) +
           "' height='" + svg::px(height) +
           "' preserveAspectRatio='none' style='image-rendering:pixelated' href='" +
           html::data_uri("image/png", encode_png(picture.pixels, picture.width, picture.height)) +
           "'/>";
}

}  // namespace

std::string image_chart_svg(const std::string& title, const ImageChart& chart) {
    if (chart.rows == 0 || chart.values.empty() || chart.values.size() % chart.rows != 0)
        throw std::invalid_argument("image_chart_svg: " + std::to_string(chart.values.size()) +
                                    " values in " + std::to_string(chart.rows) + " rows");
    const Picture picture = draw(chart);
    const double right = svg::kWidth - svg::kRight - svg::kColourScale;
    const double bottom = chart.height - svg::kBottom, top = svg::kTop;
    const svg::Axis x{0, std::max(1e-9, chart.width), svg::kLeft, right};
    std::string body = image(svg::kLeft, top, right - svg::kLeft, bottom - top, picture) +
                       svg::text((x.start + x.end) / 2, chart.height - 10, chart.x_label) +
                       svg::upright_text(14, (top + bottom) / 2, chart.y_label);
    for (const double tick : x.ticks())
        body += svg::line(x.at(tick), bottom, x.at(tick), bottom + 4, svg::kZeroColour) +
                svg::text(x.at(tick), bottom + 18, svg::tick_text(tick));
    const svg::Axis y{0, static_cast<double>(chart.rows), bottom, top};
    std::vector<svg::NamedTick> ticks = chart.row_ticks;
    if (ticks.empty())
        for (const double tick : y.ticks(1))
            if (tick < y.high) ticks.push_back({tick + 0.5, svg::tick_text(tick)});
    double above = std::numeric_limits<double>::infinity();  // where the last name stands
    for (const svg::NamedTick& tick : ticks) {
        const double at = y.at(tick.at);
        body += svg::line(x.start - 4, at, x.start, at, svg::kZeroColour);
        if (std::abs(above - at) < svg::kFontSize) continue;  // names would cover each other
        body += svg::text(x.start - 6, at + 5, tick.text, "end");
        above = at;
    }

    Picture scale{1, 256, 0, 1, {}};
    for (int i = 255; i >= 0; --i) scale.pixels.push_back(static_cast<std::uint8_t>(i));
    const double legend = right + 16;
    body += image(legend, top, kLegendWidth, bottom - top, scale);
    const svg::Axis values{picture.low, picture.high, bottom, top};
    for (const double tick : values.ticks())
        body += svg::text(legend + kLegendWidth + 4, values.at(tick) + 5, svg::tick_text(tick),
                          "start");
    body += svg::text(svg::kWidth - 4, top - 10, chart.value_label, "end");
    return svg::figure(title, svg::kWidth, chart.height, body);
}

}  // namespace affetto
