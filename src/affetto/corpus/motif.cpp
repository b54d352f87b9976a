#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "affetto/corpus/melody.hpp"

namespace affetto {
namespace {

/// A rhythm for one beat; an empty one prolongs the note before.
struct Cell {
    std::vector<int> lengths;
    double evenness;  // 1 plain .. 0 syncopated
    double weight;
};

const std::vector<Cell>& cells_of(int beat) {
    static const std::vector<Cell> simple = {
        {{}, 1, 0.8},           {{4}, 1, 1.2},         {{2, 2}, 1, 1.0},
        {{3, 1}, 0.5, 0.6},     {{2, 1, 1}, 0.8, 0.5}, {{1, 1, 2}, 0.7, 0.5},
        {{1, 1, 1, 1}, 1, 0.7}, {{1, 3}, 0.1, 0.3},    {{1, 2, 1}, 0.1, 0.4}};
    static const std::vector<Cell> compound = {{{}, 1, 0.6},
                                               {{6}, 1, 1.0},
                                               {{4, 2}, 1, 1.2},
                                               {{2, 4}, 0.2, 0.3},
                                               {{2, 2, 2}, 1, 1.2},
                                               {{3, 1, 2}, 0.5, 0.8},
                                               {{2, 2, 1, 1}, 0.7, 0.4},
                                               {{4, 1, 1}, 0.7, 0.5},
                                               {{1, 1, 1, 1, 2}, 0.6, 0.3}};
    return beat == 6 ? compound : simple;
}

void invent_rhythm(Motif& motif, const Metre& metre, const MelodyStyle& style, Random& rng) {
    int at = 0;
    for (const int beat : metre.beats) {
        const double wanted = style.attacks_per_quarter * beat / kStepsPerQuarter;
        const auto& cells = cells_of(beat);
        std::vector<double> weights;
        for (const Cell& cell : cells) {
            const double error = static_cast<double>(cell.lengths.size()) - wanted;
            const double even = 1 - std::abs(style.regularity - cell.evenness) * 0.85;
            const bool possible = at > 0 || !cell.lengths.empty();
            weights.push_back(possible ? cell.weight * even * std::exp(-0.9 * error * error) : 0);
        }
        const Cell& cell = cells[rng.choose(weights)];
        if (cell.lengths.empty()) motif.lengths.back() += beat;
        int start = at;
        for (const int length : cell.lengths) {
            motif.starts.push_back(start);
            motif.lengths.push_back(length);
            start += length;
        }
        at += beat;
    }
}

void invent_shape(Motif& motif, const MelodyStyle& style, Random& rng) {
    int height = 0, owed = 0;  // a leap is answered by a step back
    motif.shape.assign(1, 0);
    for (std::size_t i = 1; i < motif.starts.size(); ++i) {
        int move = 0;
        if (owed != 0 && rng.chance(0.7)) {
            move = owed;
            owed = 0;
        } else {
            const double up = 0.5 + 0.28 * style.contour - 0.07 * height;
            const int direction = rng.chance(std::clamp(up, 0.08, 0.92)) ? 1 : -1;
            const double leap = style.leaps * (motif.lengths[i] >= 2 ? 0.8 : 0.3);
            const int size =
                rng.chance(leap)
                    ? rng.integer(2, 2 + static_cast<int>(std::lround(3 * style.leaps)))
                : rng.chance(0.12) ? 0
                                   : 1;
            move = direction * size;
            owed = size >= 3 ? -direction : 0;
        }
        height = std::clamp(height + move, -6, 6);
        motif.shape.push_back(height);
    }
}

void invent_plan(PhraseMaterial& material, const MelodyStyle& style, int units, Random& rng) {
    // Sentence, period, and freer successions of the ideas; the cadence has no idea of its own.
    static const std::vector<std::vector<int>> short_plans = {{0, 0, 3}, {0, 1, 0}, {0, 0, 1},
                                                              {0, 1, 3}, {0, 2, 1}, {0, 1, 2}};
    static const std::vector<std::vector<int>> long_plans = {
        {0, 1, 0, 1, 3, 3, 1}, {0, 1, 0, 2, 0, 1, 3}, {0, 0, 1, 1, 0, 0, 1}, {0, 1, 2, 1, 0, 1, 3}};
    const auto& plans = units > 4 ? long_plans : short_plans;
    material.plan =
        plans[static_cast<std::size_t>(rng.integer(0, static_cast<int>(plans.size()) - 1))];
    const int peak = rng.integer(1, units - 2);
    const double tilt = style.contour + 0.35 * rng.normal();
    for (int unit = 0; unit + 1 < units; ++unit) {
        const double arch = 3.0 - 3.0 * std::abs(unit - peak) / std::max(peak, units - 1 - peak);
        const double slope = 3.0 * tilt * (unit / (units - 2.0) - 0.5);
        material.anchors.push_back(static_cast<int>(std::lround(arch + slope - 1)));
    }
}

}  // namespace

Motif invent_motif(const Metre& metre, const MelodyStyle& style, Random& rng) {
    Motif motif;
    invent_rhythm(motif, metre, style, rng);
    invent_shape(motif, style, rng);
    return motif;
}

Motif inverted(const Motif& motif) {
    Motif result = motif;
    for (int& height : result.shape) height = -height;
    return result;
}

Motif fragmented(const Motif& motif, const Metre& metre, int shift) {
    const int half = metre.half_spans.front().steps;
    Motif result;
    for (int part = 0; part * half < metre.unit_steps; ++part) {
        const int start = part * half;
        for (std::size_t i = 0; i < motif.starts.size() && motif.starts[i] < half; ++i) {
            const int at = start + motif.starts[i];
            if (at >= metre.unit_steps) break;
            const int room = std::min(start + half, metre.unit_steps) - at;
            result.starts.push_back(at);
            result.lengths.push_back(std::min(motif.lengths[i], room));
            result.shape.push_back(motif.shape[i] + part * shift);
        }
    }
    return result;
}

PhraseMaterial invent_material(const Metre& metre, const MelodyStyle& style, int units,
                               Random& rng) {
    PhraseMaterial material;
    material.idea = invent_motif(metre, style, rng);
    MelodyStyle other = style;
    other.attacks_per_quarter *= rng.chance(0.5) ? 0.7 : 1.3;
    material.contrast = invent_motif(metre, other, rng);
    invent_plan(material, style, units, rng);
    return material;
}

PhraseMaterial derived_material(const PhraseMaterial& from, const Metre& metre,
                                const MelodyStyle& style, Random& rng) {
    const int units = static_cast<int>(from.plan.size()) + 1;
    PhraseMaterial material = invent_material(metre, style, units, rng);
    material.contrast = from.idea;
    return material;
}

}  // namespace affetto
