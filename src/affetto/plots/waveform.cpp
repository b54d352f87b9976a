#include "affetto/plots/waveform.hpp"

#include <algorithm>
#include <cmath>

#include "affetto/plots/axis.hpp"
#include "affetto/plots/svg.hpp"

namespace affetto {
namespace {

constexpr double kHeight = 150, kBottom = 34;

struct Range {
    float low = 0, high = 0;
};

/// The range of samples [first, last), at least one; what is no number counts as 0.
Range range_of(std::span<const float> samples, std::size_t first, std::size_t last) {
    const auto held = [](float x) { return std::isnan(x) ? 0.0f : std::clamp(x, -1.0f, 1.0f); };
    Range range{held(samples[first]), held(samples[first])};
    for (std::size_t i = first + 1; i < last; ++i) {
        range.low = std::min(range.low, held(samples[i]));
        range.high = std::max(range.high, held(samples[i]));
    }
    return range;
}

/// Once along the upper edge, back along the lower one.
std::string outline(std::span<const float> samples, const svg::Axis& x, const svg::Axis& y) {
    const auto columns = static_cast<std::size_t>(x.end - x.start);
    std::string upper, lower;
    for (std::size_t c = 0; c < columns; ++c) {
        const std::size_t first = c * samples.size() / columns;
        const std::size_t last = std::max(first + 1, (c + 1) * samples.size() / columns);
        const Range range = range_of(samples, first, last);
        const std::string at = svg::px(x.start + static_cast<double>(c) + 0.5) + ",";
        // Half a pixel each way, so that silence is a line.
        upper += at + svg::px(y.at(range.high) - 0.5) + " ";
        lower.insert(0, at + svg::px(y.at(range.low) + 0.5) + " ");
    }
    return "<polygon fill='" + std::string(svg::colour(0)) + "' points='" + upper + lower + "'/>";
}

}  // namespace

std::string waveform_svg(const std::string& title, std::span<const float> samples,
                         int sample_rate_hz) {
    const bool has_sound = !samples.empty() && sample_rate_hz > 0;
    const double seconds = has_sound ? static_cast<double>(samples.size()) / sample_rate_hz : 1;
    const svg::Axis x{0, seconds, svg::kLeft, svg::kWidth - svg::kRight};
    const svg::Axis y{-1, 1, kHeight - kBottom, svg::kTop};
    std::string body;
    for (const double tick : {-1.0, 0.0, 1.0})
        body += svg::line(x.start, y.at(tick), x.end, y.at(tick)) +
                svg::text(x.start - 6, y.at(tick) + 4, svg::tick_text(tick), "end");
    for (const double tick : x.ticks())
        body += svg::text(x.at(tick), y.start + 14, svg::tick_text(tick));
    if (has_sound) body += outline(samples, x, y);
    return svg::figure(title, svg::kWidth, kHeight,
                       body + svg::text((x.start + x.end) / 2, kHeight - 6, "seconds"));
}

}  // namespace affetto
