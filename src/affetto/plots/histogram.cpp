#include "affetto/plots/histogram.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "affetto/plots/axis.hpp"
#include "affetto/plots/svg.hpp"

namespace affetto {
namespace {

constexpr std::size_t kBins = 24;

}  // namespace

std::string histogram_svg(const std::string& title, const std::string& x_label,
                          std::span<const double> values, const std::string& counted) {
    double low = 0, high = -std::numeric_limits<double>::infinity();
    for (const double value : values) {
        if (!std::isfinite(value)) continue;
        low = std::min(low, value);
        high = std::max(high, value);
    }
    if (high <= low) high = low + 1;
    std::array<int, kBins> counts{};
    for (const double value : values) {
        if (!std::isfinite(value)) continue;
        const auto bin = static_cast<std::size_t>((value / 2 - low / 2) / (high / 2 - low / 2) *
                                                  static_cast<double>(kBins));
        ++counts[std::min(bin, kBins - 1)];
    }
    const int most = std::max(1, *std::max_element(counts.begin(), counts.end()));
    const svg::Axis y{0, static_cast<double>(most), svg::kHeight - svg::kBottom, svg::kTop};
    const svg::Axis x{low, high, svg::kLeft, svg::kWidth - svg::kRight};
    std::string body =
        svg::horizontal_grid(y, 1) + svg::text(svg::kLeft - 6, svg::kTop - 8, counted, "end");
    const double width = (x.end - x.start) / static_cast<double>(kBins);
    for (std::size_t i = 0; i < kBins; ++i)
        body += svg::rect(x.start + width * static_cast<double>(i) + 0.5, y.at(counts[i]),
                          width - 1, y.at(0) - y.at(counts[i]), svg::colour(0));
    return svg::figure(title, svg::kWidth, svg::kHeight,
                       body + svg::numbers_below(x) +
                           svg::text((x.start + x.end) / 2, svg::kHeight - 10, x_label));
}

}  // namespace affetto
