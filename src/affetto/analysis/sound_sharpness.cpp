#include "affetto/analysis/sound_sharpness.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace affetto {
namespace {

constexpr double kQuietFrame = 1e-5;  // 50 dB below the loudest, in power
constexpr double kQuietCell = 1e-6;   // 60 dB below the loudest, in power

std::vector<double> frame_powers(const Matrix& mel_power) {
    std::vector<double> powers;
    for (std::size_t t = 0; t < mel_power.rows; ++t) {
        const auto row = mel_power.row(t);
        powers.push_back(std::accumulate(row.begin(), row.end(), 0.0));
    }
    return powers;
}

/// A sum that remembers how many it holds.
struct Mean {
    double sum = 0;
    std::size_t count = 0;
    void add(double value) {
        sum += value;
        ++count;
    }
    double value() const { return count == 0 ? 0 : sum / static_cast<double>(count); }
};

}  // namespace

SoundSharpness sound_sharpness(const SoundFrames& frames) {
    const Matrix& power = frames.mel_power;
    const std::vector<double> loudness = frame_powers(power);
    const double loudest =
        loudness.empty() ? 0 : *std::max_element(loudness.begin(), loudness.end());
    if (!(loudest > 0)) return {};
    const double floor = kQuietCell * *std::max_element(power.values.begin(), power.values.end());
    const auto db = [&](std::size_t t, std::size_t m) {
        return 10 * std::log10(std::max(power.row(t)[m], floor));
    };
    Mean time, bands;
    for (std::size_t t = 0; t < power.rows; ++t) {
        if (loudness[t] < kQuietFrame * loudest) continue;
        for (std::size_t m = 0; m < power.columns; ++m) {
            if (m + 1 < power.columns) bands.add(std::abs(db(t, m + 1) - db(t, m)));
            if (t + 1 < power.rows) time.add(std::abs(db(t + 1, m) - db(t, m)));
        }
    }
    return {time.value(), bands.value()};
}

}  // namespace affetto
