#include "affetto/plots/waveform.hpp"

#include <algorithm>
#include <cmath>

#include "affetto/core/text.hpp"
#include "affetto/plots/axis.hpp"
#include "affetto/plots/svg.hpp"

namespace affetto {
namespace {

constexpr double kHeight = 176, kBottom = 46;

struct Range {
    float low = 0, high = 0;
};

/// Within full scale; what is no number counts as 0.
float held(float sample) { return std::isnan(sample) ? 0.0f : std::clamp(sample, -1.0f, 1.0f); }

/// The range of samples [first, last), at least one.
Range range_of(std::span<const float> samples, std::size_t first, std::size_t last) {
    Range range{held(samples[first]), held(samples[first])};
    for (std::size_t i = first + 1; i < last; ++i) {
        range.low = std::min(range.low, held(samples[i]));
        range.high = std::max(range.high, held(samples[i]));
    }
    return range;
}

/// The largest magnitude, so that soft sound is seen too; 1 for silence.
double reach_of(std::span<const float> samples) {
    constexpr float kSoftest = 1e-4f;
    float largest = 0;
    for (const float sample : samples) largest = std::max(largest, std::abs(held(sample)));
    return largest < kSoftest ? 1 : largest;
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
                         int sample_rate_hz, double room) {
    const bool has_sound = !samples.empty() && sample_rate_hz > 0;
    const double seconds = has_sound ? static_cast<double>(samples.size()) / sample_rate_hz : 1;
    const svg::Axis x{0, seconds, svg::kLeft, svg::kWidth - svg::kRight - room};
    const double reach = reach_of(samples);
    const svg::Axis y{-reach, reach, kHeight - kBottom, svg::kTop};
    std::string body;
    for (const double tick : {-reach, 0.0, reach})
        body += svg::line(x.start, y.at(tick), x.end, y.at(tick)) +
                svg::text(x.start - 6, y.at(tick) + 5, format_fixed(tick, 3), "end");
    for (const double tick : x.ticks())
        body += svg::text(x.at(tick), y.start + 18, svg::tick_text(tick));
    if (has_sound) body += outline(samples, x, y);
    return svg::figure(title, svg::kWidth, kHeight,
                       body + svg::text((x.start + x.end) / 2, kHeight - 6, "seconds"));
}

}  // namespace affetto
