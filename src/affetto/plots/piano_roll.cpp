#include "affetto/plots/piano_roll.hpp"

#include <algorithm>
#include <cmath>
#include <set>

#include "affetto/plots/axis.hpp"
#include "affetto/plots/svg.hpp"

namespace affetto {
namespace {

constexpr double kWidth = svg::kWidth, kLeft = 40, kRight = 12, kTitle = 30, kBottom = 46;
constexpr double kLegendRow = 20;  // pixels
constexpr double kRow = 4.5;       // pixels a semitone
constexpr int kFewestRows = 30;    // so that a narrow melody keeps its frame
constexpr double kFaintest = 0.4;  // opacity at velocity 0

bool is_drawn(const RollNote& n) {
    return std::isfinite(n.onset) && std::isfinite(n.duration) && n.onset >= 0 && n.duration >= 0 &&
           n.pitch >= 0 && n.pitch <= 127;
}

/// The pitches shown, with some room round the notes.
struct PitchRange {
    int low = 127, high = 0;

    PitchRange(std::span<const RollNote> notes, std::span<const RollNote> beside) {
        for (const std::span<const RollNote> all : {notes, beside})
            for (const RollNote& n : all) {
                if (!is_drawn(n)) continue;
                low = std::min(low, n.pitch);
                high = std::max(high, n.pitch);
            }
        if (high < low) low = high = 60;
        const int missing = std::max(2, kFewestRows - (high - low + 1));
        low -= missing / 2;
        high += missing - missing / 2;
    }
    int rows() const { return high - low + 1; }
    /// Pixels below the top of the highest pitch.
    double depth_of(int pitch) const { return kRow * (high - pitch); }
};

std::string octaves(const PitchRange& range, double top) {
    std::string body;
    for (int c = 0; c <= 120; c += 12) {
        if (c < range.low || c > range.high) continue;
        const double y = top + range.depth_of(c) + kRow;  // below the C
        body += svg::line(kLeft, y, kWidth - kRight, y) +
                svg::text(kLeft - 5, y + 3, "C" + std::to_string(c / 12 - 1), "end");
    }
    return body;
}

/// The parts that have notes, in as many rows as it takes. What is drawn and the pixels that it is
/// high.
struct Legend {
    std::string body;
    double height = 0;
};

Legend legend_of(std::span<const RollNote> notes, const std::vector<std::string>& parts) {
    std::set<std::size_t> used;
    for (const RollNote& n : notes)
        if (is_drawn(n) && n.part >= 0) used.insert(static_cast<std::size_t>(n.part));
    Legend legend;
    double x = kLeft;
    for (const std::size_t part : used) {
        if (part >= parts.size() || parts[part].empty()) continue;
        const double width = 14 + svg::width_of(parts[part]);
        if (legend.height == 0) legend.height = kLegendRow;
        if (x > kLeft && x + width > kWidth - kRight) {
            x = kLeft;
            legend.height += kLegendRow;
        }
        const double bottom = kTitle + legend.height - 6;
        legend.body += svg::rect(x, bottom - 10, 10, 10, svg::colour(part)) +
                       svg::text(x + 14, bottom, parts[part], "start");
        x += width + 16;
    }
    return legend;
}

}  // namespace

std::string piano_roll_svg(const std::string& title, std::span<const RollNote> notes,
                           const std::vector<std::string>& parts,
                           std::span<const RollNote> beside) {
    double end = 1;
    for (const std::span<const RollNote> all : {notes, beside})
        for (const RollNote& n : all)
            if (is_drawn(n)) end = std::max(end, n.onset + n.duration);
    const PitchRange range(notes, beside);
    const Legend legend = legend_of(notes, parts);
    const double top = kTitle + std::max(legend.height, kLegendRow);
    const double bottom = top + kRow * range.rows();
    const svg::Axis time{0, std::min(end, 1e6), kLeft, kWidth - kRight};
    std::string body = svg::rect(kLeft, top, kWidth - kLeft - kRight, bottom - top, "#f7f7f7") +
                       octaves(range, top) + legend.body;
    for (const double tick : time.ticks())
        body += svg::line(time.at(tick), top, time.at(tick), bottom) +
                svg::text(time.at(tick), bottom + 18, svg::tick_text(tick));
    body += svg::text((kLeft + kWidth) / 2, bottom + 38, "seconds");
    for (const RollNote& n : notes) {
        if (!is_drawn(n)) continue;
        const double loud = std::clamp(n.velocity, 0, 127) / 127.0;
        body += svg::rect(time.at(n.onset), top + range.depth_of(n.pitch),
                          std::max(1.2, time.at(n.duration) - kLeft - 0.3), kRow - 0.5,
                          svg::colour(static_cast<std::size_t>(std::max(0, n.part))),
                          kFaintest + (1 - kFaintest) * loud);
    }
    return svg::figure(title, kWidth, bottom + kBottom, body);
}

}  // namespace affetto
