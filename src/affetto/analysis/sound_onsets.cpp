#include "affetto/analysis/sound_onsets.hpp"

#include <algorithm>
#include <cmath>

namespace affetto {
namespace {

constexpr double kRangeDb = 60;
constexpr std::size_t kLag = 2;  // frames
constexpr double kPeakSeconds = 0.05, kMeanSeconds = 0.15, kThresholdDb = 1.0;

/// Decibels [T, M], the loudest value 0, none below -kRangeDb.
Matrix decibels_below_peak(const Matrix& power) {
    double peak = 1e-30;
    for (const double p : power.values) peak = std::max(peak, p);
    Matrix db(power.rows, power.columns);
    for (std::size_t i = 0; i < power.values.size(); ++i)
        db.values[i] =
            std::max(-kRangeDb, 10 * std::log10(std::max(power.values[i], 1e-30) / peak));
    return db;
}

/// The largest value of a band and its two neighbours.
double widened(std::span<const double> frame, std::size_t band) {
    double largest = frame[band];
    if (band > 0) largest = std::max(largest, frame[band - 1]);
    if (band + 1 < frame.size()) largest = std::max(largest, frame[band + 1]);
    return largest;
}

std::vector<double> onset_curve(const Matrix& power) {
    const Matrix db = decibels_below_peak(power);
    std::vector<double> curve(power.rows, 0.0);
    for (std::size_t t = kLag; t < db.rows; ++t) {
        const auto now = db.row(t), before = db.row(t - kLag);
        for (std::size_t m = 0; m < db.columns; ++m)
            curve[t] +=
                std::max(0.0, now[m] - widened(before, m)) / static_cast<double>(db.columns);
    }
    return curve;
}

std::size_t frames_of(double seconds, double frames_per_second) {
    return static_cast<std::size_t>(std::max(1L, std::lround(seconds * frames_per_second)));
}

}  // namespace

SoundOnsets find_onsets(const SoundFrames& frames) {
    SoundOnsets onsets{onset_curve(frames.mel_power), {}};
    const std::vector<double>& curve = onsets.curve;
    const std::size_t reach = frames_of(kPeakSeconds, frames.frames_per_second);
    const std::size_t around = frames_of(kMeanSeconds, frames.frames_per_second);
    for (std::size_t t = 0; t < curve.size(); ++t) {
        const auto window = [&](std::size_t width) {
            return std::pair{
                curve.begin() + static_cast<std::ptrdiff_t>(t - std::min(t, width)),
                curve.begin() + static_cast<std::ptrdiff_t>(std::min(curve.size(), t + width + 1))};
        };
        const auto [from, to] = window(reach);
        // Of equal values the first is the peak.
        if (std::max_element(from, to) - curve.begin() != static_cast<std::ptrdiff_t>(t)) continue;
        double mean = 0;
        const auto [begin, end] = window(around);
        for (auto it = begin; it != end; ++it) mean += *it / static_cast<double>(end - begin);
        if (curve[t] >= mean + kThresholdDb) onsets.peaks.push_back(t);
    }
    return onsets;
}

double pulse_clarity(const std::vector<double>& onset_curve, double frames_per_second) {
    const std::size_t shortest = frames_of(0.25, frames_per_second);
    const std::size_t longest = frames_of(1.5, frames_per_second);
    std::vector<double> centred = onset_curve;
    double mean = 0, energy = 0, total = 0;
    for (const double v : onset_curve) mean += v / static_cast<double>(onset_curve.size());
    for (double& v : centred) {
        total += v * v;
        v -= mean;
        energy += v * v;
    }
    if (energy <= 1e-12 * total) return 0;  // what rounding leaves of a flat curve
    double best = 0;
    for (std::size_t lag = shortest; lag <= longest && lag < centred.size(); ++lag) {
        double sum = 0;
        for (std::size_t t = lag; t < centred.size(); ++t) sum += centred[t] * centred[t - lag];
        best = std::max(best, sum / energy);
    }
    return best;
}

}  // namespace affetto
