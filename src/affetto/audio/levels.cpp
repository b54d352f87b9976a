#include "affetto/audio/levels.hpp"

#include <algorithm>
#include <cmath>

namespace affetto {

float peak_of(std::span<const float> samples) {
    float peak = 0;
    for (const float s : samples) peak = std::max(peak, std::abs(s));
    return peak;
}

double rms_of(std::span<const float> samples) {
    if (samples.empty()) return 0;
    double sum = 0;
    for (const float s : samples) sum += double{s} * double{s};
    return std::sqrt(sum / static_cast<double>(samples.size()));
}

double to_decibels(double amplitude) {
    constexpr double kFloor = 1e-10;
    return 20 * std::log10(std::max(amplitude, kFloor));
}

double from_decibels(double decibels) { return std::pow(10.0, decibels / 20); }

}  // namespace affetto
