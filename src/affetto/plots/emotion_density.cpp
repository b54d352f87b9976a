#include "affetto/plots/emotion_density.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <set>

#include "affetto/core/text.hpp"
#include "affetto/plots/axis.hpp"
#include "affetto/plots/svg.hpp"

namespace affetto {
namespace {

constexpr std::size_t kCells = 20;  // a side
constexpr double kSide = 360, kLeft = 64, kTop = 116, kMarginal = 70, kGap = 6;

struct Counts {
    std::array<std::array<int, kCells>, kCells> cells{};  // [arousal][valence]
    std::array<int, kCells> valence{}, arousal{};
    std::array<int, kNumQuadrants> quadrants{};
    int points = 0;

    int most() const {
        int n = 1;
        for (const auto& row : cells) n = std::max(n, *std::max_element(row.begin(), row.end()));
        return n;
    }
};

std::size_t cell_of(float value) {
    const double share = (std::clamp(static_cast<double>(value), -1.0, 1.0) + 1) / 2;
    return std::min(kCells - 1, static_cast<std::size_t>(share * kCells));
}

Counts count(std::span<const Emotion> points) {
    Counts counts;
    for (const Emotion& e : points) {
        if (!std::isfinite(e.valence) || !std::isfinite(e.arousal)) continue;
        const std::size_t v = cell_of(e.valence), a = cell_of(e.arousal);
        ++counts.cells[a][v];
        ++counts.valence[v];
        ++counts.arousal[a];
        ++counts.quadrants[static_cast<std::size_t>(quadrant_of(e))];
        ++counts.points;
    }
    return counts;
}

double darkness(int count, int most) {
    return std::sqrt(static_cast<double>(count) / std::max(1, most));
}

std::string density(const Counts& counts) {
    constexpr double kCell = kSide / kCells;
    const int most = counts.most();
    std::string body;
    for (std::size_t a = 0; a < kCells; ++a)
        for (std::size_t v = 0; v < kCells; ++v) {
            const int n = counts.cells[a][v];
            if (n == 0) continue;
            body += svg::rect(kLeft + kCell * static_cast<double>(v),
                              kTop + kSide - kCell * static_cast<double>(a + 1), kCell, kCell,
                              svg::colour(0), darkness(n, most), std::to_string(n));
        }
    return body;
}

std::string marginals(const Counts& counts) {
    constexpr double kCell = kSide / kCells;
    const int most_v = std::max(1, *std::max_element(counts.valence.begin(), counts.valence.end()));
    const int most_a = std::max(1, *std::max_element(counts.arousal.begin(), counts.arousal.end()));
    std::string body;
    for (std::size_t i = 0; i < kCells; ++i) {
        const double high = kMarginal * counts.valence[i] / most_v;
        const double wide = kMarginal * counts.arousal[i] / most_a;
        const auto at = static_cast<double>(i);
        body += svg::rect(kLeft + kCell * at + 0.5, kTop - kGap - high, kCell - 1, high,
                          svg::colour(0), 0.6, std::to_string(counts.valence[i])) +
                svg::rect(kLeft + kSide + kGap, kTop + kSide - kCell * (at + 1) + 0.5, wide,
                          kCell - 1, svg::colour(0), 0.6, std::to_string(counts.arousal[i]));
    }
    return body;
}

/// From one point to the most in a cell, in the free corner between the marginals.
std::string scale(const Counts& counts) {
    constexpr double kSquare = 13, kStep = 17;
    std::set<int> shown;
    for (const double share : {0.0, 0.25, 1.0})
        shown.insert(std::max(1, static_cast<int>(std::lround(share * counts.most()))));
    const double x = kLeft + kSide + kGap;
    double y = kTop - kGap - kStep * static_cast<double>(shown.size());
    std::string body = svg::text(x, y - 4, "in a cell", "start");
    for (const int count : shown) {
        body += svg::rect(x, y, kSquare, kSquare, svg::colour(0), darkness(count, counts.most())) +
                svg::text(x + kSquare + 4, y + 11, std::to_string(count), "start");
        y += kStep;
    }
    return body;
}

std::string quadrant_shares(const Counts& counts) {
    constexpr double kInset = 8;
    std::string body;
    for (int q = 0; q < kNumQuadrants; ++q) {
        const Emotion corner = centre_of(static_cast<Quadrant>(q));
        const double share =
            100.0 * counts.quadrants[static_cast<std::size_t>(q)] / std::max(1, counts.points);
        const std::string text =
            std::string(name_of(static_cast<Quadrant>(q))) + " " + format_fixed(share, 1) + " %";
        body += svg::text(corner.valence > 0 ? kLeft + kSide - kInset : kLeft + kInset,
                          corner.arousal > 0 ? kTop + 16 : kTop + kSide - kInset, text,
                          corner.valence > 0 ? "end" : "start");
    }
    // Letters with a white edge, to be read on dark cells too.
    return "<g stroke='#fff' stroke-width='3' paint-order='stroke'>" + body + "</g>";
}

}  // namespace

std::string emotion_density_svg(const std::string& title, std::span<const Emotion> points) {
    const Counts counts = count(points);
    const svg::Axis x{-1, 1, kLeft, kLeft + kSide}, y{-1, 1, kTop + kSide, kTop};
    std::string body = density(counts) + marginals(counts) + scale(counts);
    for (const double tick : {-1.0, -0.5, 0.0, 0.5, 1.0}) {
        const auto colour = tick == 0 ? svg::kZeroColour : svg::kGridColour;
        body += svg::line(x.at(tick), y.start, x.at(tick), y.end, colour) +
                svg::line(x.start, y.at(tick), x.end, y.at(tick), colour) +
                svg::text(x.at(tick), y.start + 18, format_number(tick)) +
                svg::text(x.start - 6, y.at(tick) + 5, format_number(tick), "end");
    }
    body += quadrant_shares(counts) + svg::text((x.start + x.end) / 2, y.start + 38, "valence") +
            svg::upright_text(14, (y.start + y.end) / 2, "arousal");
    return svg::figure(title, kLeft + kSide + kGap + kMarginal + 24, kTop + kSide + 50, body);
}

}  // namespace affetto
