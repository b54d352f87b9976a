#include "affetto/analysis/grid.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <vector>

namespace affetto {
namespace {

// Onsets are counted by their place in the beat, in steps that divide both grids evenly.
constexpr int kSteps = 960;
constexpr int kTolerance = static_cast<int>(kSteps * kGridTolerance);
constexpr double kWorthShifting = 0.05;  // gain in share for which a shifted grid is believed

using Histogram = std::array<std::int64_t, kSteps>;

struct Counts {
    std::int64_t sixteenths = 0;
    std::int64_t triplets = 0;
    std::int64_t either = 0;
};

bool near_line(int step, int spacing) {
    const int rest = step % spacing;
    return std::min(rest, spacing - rest) <= kTolerance;
}

Counts count(const Histogram& histogram, int phase) {
    Counts counts;
    for (int step = 0; step < kSteps; ++step) {
        const std::int64_t here = histogram[static_cast<std::size_t>((step + phase) % kSteps)];
        const bool sixteenth = near_line(step, kSteps / 4);
        const bool triplet = near_line(step, kSteps / 6);
        if (sixteenth) counts.sixteenths += here;
        if (triplet) counts.triplets += here;
        if (sixteenth || triplet) counts.either += here;
    }
    return counts;
}

}  // namespace

GridFit measure_grid(const Score& score) {
    std::vector<std::int64_t> onsets;
    for (const Part& part : score.parts)
        for (const Note& note : part.notes) onsets.push_back(note.onset.value);
    std::sort(onsets.begin(), onsets.end());
    onsets.erase(std::unique(onsets.begin(), onsets.end()), onsets.end());

    GridFit fit;
    fit.onsets = static_cast<int>(onsets.size());
    if (onsets.size() < 2) return fit;

    Histogram histogram{};
    const std::int64_t beat = score.ticks_per_beat;
    for (const std::int64_t onset : onsets) {
        const auto in_beat = static_cast<double>((onset % beat + beat) % beat);
        const auto step = std::lround(in_beat * kSteps / static_cast<double>(beat)) % kSteps;
        ++histogram[static_cast<std::size_t>(step)];
    }

    int phase = 0;
    std::int64_t best = count(histogram, 0).either;
    const auto gain =
        static_cast<std::int64_t>(kWorthShifting * static_cast<double>(onsets.size()));
    std::int64_t to_beat = best + gain;
    for (int candidate = 1; candidate < kSteps; ++candidate) {
        const std::int64_t either = count(histogram, candidate).either;
        if (either > to_beat) {
            to_beat = either;
            phase = candidate;
        }
    }

    const Counts counts = count(histogram, phase);
    const auto total = static_cast<double>(onsets.size());
    fit.share_on_sixteenths = static_cast<double>(counts.sixteenths) / total;
    fit.share_on_triplets = static_cast<double>(counts.triplets) / total;
    fit.share_on_grid = static_cast<double>(counts.either) / total;
    fit.phase_beats = static_cast<double>(phase) / kSteps;
    fit.on_grid = fit.share_on_grid >= kOnGridShare;
    return fit;
}

}  // namespace affetto
