#include "affetto/analysis/entropy.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>

#include "affetto/analysis/key.hpp"
#include "affetto/analysis/onsets.hpp"

namespace affetto {

double entropy_bits(std::span<const double> weights) {
    double total = 0;
    for (const double w : weights) total += w;
    if (total <= 0) return 0.0;
    double entropy = 0;
    for (const double w : weights)
        if (w > 0) entropy -= w / total * std::log2(w / total);
    return std::max(0.0, entropy);
}

double pitch_class_entropy(std::span<const TimedNote> notes) {
    return entropy_bits(pitch_class_seconds(notes));
}

double rhythm_entropy(std::span<const TimedNote> notes) {
    constexpr double kShortest = 0.030;     // seconds
    constexpr double kBinsPerDoubling = 3;  // 24 bins cover 30 ms to 7.7 s
    std::array<double, 24> bins{};
    for (const double interval : inter_onset_intervals(notes)) {
        const double bin = kBinsPerDoubling * std::log2(std::max(interval, kShortest) / kShortest);
        ++bins[std::min(bins.size() - 1, static_cast<std::size_t>(bin))];
    }
    return entropy_bits(bins);
}

}  // namespace affetto
