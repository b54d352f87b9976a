#include "affetto/analysis/pulse.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

#include "affetto/analysis/onsets.hpp"

namespace affetto {
namespace {

constexpr double kStep = 0.010;                        // seconds
constexpr double kSpread = 0.030;                      // standard deviation of a bump, seconds
constexpr double kLongest = 600;                       // seconds looked at
constexpr std::size_t kFirstLag = 25, kLastLag = 150;  // steps

/// The onset curve with its mean taken off.
std::vector<double> onset_curve(const std::vector<Chord>& chords) {
    const double start = chords.front().onset;
    const double length = std::min(kLongest, chords.back().onset - start);
    std::vector<double> curve(static_cast<std::size_t>(length / kStep) + 1, 0.0);
    const auto reach = static_cast<std::ptrdiff_t>(std::ceil(3 * kSpread / kStep));
    const auto size = static_cast<std::ptrdiff_t>(curve.size());
    for (const Chord& chord : chords) {
        if (chord.onset - start > length) break;
        const double at = (chord.onset - start) / kStep;
        const auto centre = static_cast<std::ptrdiff_t>(std::lround(at));
        for (auto i = std::max<std::ptrdiff_t>(0, centre - reach);
             i <= std::min(size - 1, centre + reach); ++i) {
            const double z = (static_cast<double>(i) - at) * kStep / kSpread;
            curve[static_cast<std::size_t>(i)] += std::exp(-0.5 * z * z);
        }
    }
    double mean = 0;
    for (const double c : curve) mean += c / static_cast<double>(curve.size());
    for (double& c : curve) c -= mean;
    return curve;
}

/// Unbiased autocorrelation at one lag, over that at lag 0.
double autocorrelation(const std::vector<double>& curve, std::size_t lag) {
    double product = 0, square_a = 0, square_b = 0;
    for (std::size_t i = 0; i + lag < curve.size(); ++i) {
        product += curve[i] * curve[i + lag];
        square_a += curve[i] * curve[i];
        square_b += curve[i + lag] * curve[i + lag];
    }
    return square_a > 0 && square_b > 0 ? product / std::sqrt(square_a * square_b) : 0.0;
}

}  // namespace

Pulse measure_pulse(std::span<const TimedNote> notes) {
    const std::vector<Chord> chords = chords_of(notes);
    Pulse pulse;
    if (chords.size() < 4) return pulse;
    const std::vector<double> curve = onset_curve(chords);
    // A lag is measured where at least half of the curve overlaps with itself.
    std::vector<double> heights;
    for (std::size_t lag = kFirstLag; lag <= kLastLag && 2 * lag < curve.size(); ++lag)
        heights.push_back(autocorrelation(curve, lag));
    if (heights.empty()) return pulse;
    pulse.clarity = std::max(0.0, *std::max_element(heights.begin(), heights.end()));
    // Whole multiples of a beat correlate as well as the beat itself: take the shortest peak of
    // nearly full height.
    for (std::size_t i = 0; i < heights.size(); ++i) {
        const bool peak = (i == 0 || heights[i] >= heights[i - 1]) &&
                          (i + 1 == heights.size() || heights[i] >= heights[i + 1]);
        if (peak && heights[i] > 0 && heights[i] >= 0.95 * pulse.clarity) {
            pulse.period_s = static_cast<double>(kFirstLag + i) * kStep;
            break;
        }
    }
    return pulse;
}

}  // namespace affetto
