#include "affetto/plots/axis.hpp"

#include <algorithm>
#include <cmath>

#include "affetto/core/text.hpp"
#include "affetto/plots/svg.hpp"

namespace affetto::svg {
namespace {

constexpr int kTicks = 5;          // about so many on an axis
constexpr double kSlack = 1e-9;    // of a step: a tick on the border is within
constexpr double kFewDecades = 2;  // below that 2 and 5 are ticks too

/// 1, 2 or 5 times a power of ten: about `kTicks` of them make `range`.
double tick_step(double range) {
    const double rough = range / kTicks;
    const double power = std::pow(10, std::floor(std::log10(rough)));
    for (const double factor : {1.0, 2.0, 5.0})
        if (factor * power >= rough * 0.999) return factor * power;
    return 10 * power;
}

std::vector<double> powers_of_ten(double low, double high) {
    const double decades = std::log10(high / low);
    const double every = std::max(1.0, std::ceil(decades / (kTicks + 1)));
    std::vector<double> ticks;
    for (double power = std::floor(std::log10(low)); power <= std::log10(high); power += every) {
        for (const double factor : {1.0, 2.0, 5.0}) {
            const double tick = factor * std::pow(10, power);
            if (factor > 1 && decades > kFewDecades) break;
            if (tick >= low * (1 - kSlack) && tick <= high * (1 + kSlack)) ticks.push_back(tick);
        }
    }
    return ticks;
}

}  // namespace

double Axis::at(double value) const {
    const double share =
        logarithmic ? std::log(value / low) / std::log(high / low) : (value - low) / (high - low);
    return start + share * (end - start);
}

std::vector<double> Axis::ticks(double smallest) const {
    if (logarithmic) return powers_of_ten(low, high);
    const double step = std::max(smallest, tick_step(high - low));
    std::vector<double> ticks;
    for (double i = std::ceil(low / step - kSlack); i <= high / step + kSlack; ++i)
        ticks.push_back(i * step);
    return ticks;
}

Axis axis_for(const std::vector<double>& values, double start, double end, bool logarithmic) {
    constexpr double kLargest = 1e300;  // so that a range does not overflow
    std::vector<double> kept;
    for (const double value : values)
        if (std::isfinite(value) && std::abs(value) < kLargest && (!logarithmic || value > 0))
            kept.push_back(value);
    Axis axis{logarithmic ? 0.1 : 0, 1, start, end, logarithmic};
    if (kept.empty()) return axis;
    const auto [low, high] = std::minmax_element(kept.begin(), kept.end());
    axis.low = *low;
    axis.high = *high;
    if (axis.high - axis.low <= std::abs(axis.high) * 1e-9) {  // one value: some room round it
        const double room = std::max(std::abs(axis.high) * 0.5, 1e-30);
        axis.low -= room;
        axis.high += room;
    }
    return axis;
}

std::string tick_text(double tick) {
    const double size = std::abs(tick);
    if (size < 1e-30) return "0";
    if (size < 1e7 && tick == std::round(tick)) return format_fixed(tick, 0);
    return size < 1e30 ? format_number(static_cast<float>(tick)) : format_number(tick);
}

std::string horizontal_grid(const Axis& y, double smallest) {
    std::string body;
    for (const double tick : y.ticks(smallest))
        body += line(kLeft, y.at(tick), kWidth - kRight, y.at(tick)) +
                text(kLeft - 6, y.at(tick) + 5, tick_text(tick), "end");
    return body;
}

std::string numbers_below(const Axis& x) {
    std::string body;
    for (const double tick : x.ticks())
        body += text(x.at(tick), kHeight - kBottom + 18, tick_text(tick));
    return body;
}

}  // namespace affetto::svg
