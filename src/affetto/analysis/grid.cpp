#include "affetto/analysis/grid.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

namespace affetto {
namespace {

// Onsets are counted by their place in the beat, in steps that divide both grids evenly.
constexpr int kSteps = 960;
constexpr double kWorthShifting = 0.05;  // gain in share for which a shifted grid is believed

/// How many onsets there are at one place in the beat.
struct Place {
    int step = 0;
    int onsets = 0;
};

struct Counts {
    int sixteenths = 0;
    int triplets = 0;
    int either = 0;
};

Counts count(const std::vector<Place>& places, int phase, int tolerance) {
    const auto near_line = [tolerance](int step, int spacing) {
        const int rest = step % spacing;
        return std::min(rest, spacing - rest) <= tolerance;
    };
    Counts counts;
    for (const Place& place : places) {
        const int step = (place.step - phase + kSteps) % kSteps;
        const bool sixteenth = near_line(step, kSteps / 4);
        const bool triplet = near_line(step, kSteps / 6);
        if (sixteenth) counts.sixteenths += place.onsets;
        if (triplet) counts.triplets += place.onsets;
        if (sixteenth || triplet) counts.either += place.onsets;
    }
    return counts;
}

/// Sorted by place.
std::vector<Place> places_in_beat(const std::vector<std::int64_t>& onsets, std::int64_t beat) {
    std::vector<int> histogram(kSteps, 0);
    for (const std::int64_t onset : onsets) {
        const auto in_beat = static_cast<double>((onset % beat + beat) % beat);
        const auto step = std::lround(in_beat * kSteps / static_cast<double>(beat)) % kSteps;
        ++histogram[static_cast<std::size_t>(step)];
    }
    std::vector<Place> places;
    for (int step = 0; step < kSteps; ++step)
        if (histogram[static_cast<std::size_t>(step)] > 0)
            places.push_back({step, histogram[static_cast<std::size_t>(step)]});
    return places;
}

/// The shift, in steps, under which most onsets lie on the grid: 0 unless another is clearly
/// better, and the middle of those that are equally good side by side. Both grids repeat after half
/// a beat.
int best_phase(const std::vector<Place>& places, int tolerance, int onsets) {
    double to_beat = count(places, 0, tolerance).either + kWorthShifting * onsets;
    int first = 0, last = 0;
    for (int phase = 1; phase < kSteps / 2; ++phase) {
        const int either = count(places, phase, tolerance).either;
        if (either > to_beat) {
            to_beat = either;
            first = last = phase;
        } else if (first > 0 && last == phase - 1 && either == to_beat) {
            last = phase;
        }
    }
    return (first + last) / 2;
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

    const std::vector<Place> places = places_in_beat(onsets, score.ticks_per_beat);
    const double tolerance_beats = std::max(kGridTolerance, 0.5 / score.ticks_per_beat);
    const int tolerance = static_cast<int>(std::lround(tolerance_beats * kSteps));

    const int phase = best_phase(places, tolerance, static_cast<int>(onsets.size()));
    const Counts counts = count(places, phase, tolerance);
    const auto total = static_cast<double>(onsets.size());
    fit.share_on_sixteenths = counts.sixteenths / total;
    fit.share_on_triplets = counts.triplets / total;
    fit.share_on_grid = counts.either / total;
    fit.phase_beats = static_cast<double>(phase) / kSteps;
    fit.on_grid = fit.share_on_grid >= kOnGridShare;
    return fit;
}

}  // namespace affetto
