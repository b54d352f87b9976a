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
constexpr double kLegendWidth = 12, kLegendRoom = 64;

struct Picture {
    std::size_t width = 0, height = 0;
    double low = 0, high = 1;
    std::vector<std::uint8_t> pixels;  // from the top
};

/// The values' range; what is not finite is left out.
std::pair<double, double> range_of(const std::vector<float>& values) {
    double low = std::numeric_limits<double>::infinity(), high = -low;
    for (const float v : values)
        if (std::isfinite(v)) {
            low = std::min<double>(low, v);
            high = std::max<double>(high, v);
        }
    if (!(low <= high)) return {0, 1};
    return {low, high > low ? high : low + 1};
}

Picture draw(const ImageChart& chart) {
    const std::size_t columns = chart.values.size() / chart.rows;
    Picture picture;
    picture.width = std::min(columns, kMostColumns);
    picture.height = chart.rows;
    std::tie(picture.low, picture.high) = range_of(chart.values);
    picture.pixels.resize(picture.width * picture.height);
    for (std::size_t row = 0; row < chart.rows; ++row)
        for (std::size_t x = 0; x < picture.width; ++x) {
            const auto* begin = chart.values.data() + row * columns + x * columns / picture.width;
            const auto* end =
                chart.values.data() + row * columns + (x + 1) * columns / picture.width;
            const double value = *std::max_element(begin, end);
            const double share =
                std::isfinite(value) ? (value - picture.low) / (picture.high - picture.low) : 0;
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
    const double right = svg::kWidth - svg::kRight - kLegendRoom;
    const double bottom = svg::kHeight - svg::kBottom, top = svg::kTop;
    const svg::Axis x{0, std::max(1e-9, chart.seconds), svg::kLeft, right};
    std::string body = image(svg::kLeft, top, right - svg::kLeft, bottom - top, picture) +
                       svg::numbers_below(x) +
                       svg::text((x.start + x.end) / 2, svg::kHeight - 10, "seconds") +
                       svg::upright_text(14, (top + bottom) / 2, chart.y_label);
    const double row_height = (bottom - top) / static_cast<double>(chart.rows);
    if (chart.row_names.size() == chart.rows) {
        for (std::size_t row = 0; row < chart.rows; ++row)
            body += svg::text(svg::kLeft - 4,
                              bottom - (static_cast<double>(row) + 0.5) * row_height + 4,
                              chart.row_names[row], "end");
    } else {
        const svg::Axis y{0, static_cast<double>(chart.rows), bottom, top};
        for (const double tick : y.ticks(1))
            body += svg::text(svg::kLeft - 4, y.at(tick) + 4, svg::tick_text(tick), "end");
    }

    Picture scale{1, 256, 0, 1, {}};
    for (int i = 255; i >= 0; --i) scale.pixels.push_back(static_cast<std::uint8_t>(i));
    const double legend = right + 16;
    body += image(legend, top, kLegendWidth, bottom - top, scale);
    const svg::Axis values{picture.low, picture.high, bottom, top};
    for (const double tick : values.ticks())
        body += svg::text(legend + kLegendWidth + 4, values.at(tick) + 4, svg::tick_text(tick),
                          "start");
    body += svg::text(legend, top - 6, chart.value_label, "start");
    return svg::figure(title, svg::kWidth, svg::kHeight, body);
}

}  // namespace affetto
