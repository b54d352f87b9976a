#include "affetto/plots/piano_roll.hpp"

#include <algorithm>
#include <cmath>
#include <set>

#include "affetto/plots/axis.hpp"
#include "affetto/plots/svg.hpp"

namespace affetto {
namespace {

constexpr double kWidth = 760, kLeft = 36, kRight = 12, kTop = 50, kBottom = 36;
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
    double top_of(int pitch) const { return kTop + kRow * (high - pitch); }
};

std::string octaves(const PitchRange& range) {
    std::string body;
    for (int c = 0; c <= 120; c += 12) {
        if (c < range.low || c > range.high) continue;
        const double y = range.top_of(c) + kRow;  // below the C
        body += svg::line(kLeft, y, kWidth - kRight, y) +
                svg::text(kLeft - 5, y + 2, "C" + std::to_string(c / 12 - 1), "end");
    }
    return body;
}

std::string legend_of(std::span<const RollNote> notes, const std::vector<std::string>& parts) {
    std::set<std::size_t> used;
    for (const RollNote& n : notes)
        if (is_drawn(n) && n.part >= 0) used.insert(static_cast<std::size_t>(n.part));
    std::string body;
    double x = kLeft;
    for (const std::size_t part : used) {
        if (part >= parts.size() || parts[part].empty()) continue;
        body += svg::rect(x, kTop - 20, 10, 10, svg::colour(part)) +
                svg::text(x + 14, kTop - 11, parts[part], "start");
        x += 34 + 6.6 * static_cast<double>(parts[part].size());
    }
    return body;
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
    const double bottom = kTop + kRow * range.rows();
    const svg::Axis time{0, std::min(end, 1e6), kLeft, kWidth - kRight};
    std::string body = svg::rect(kLeft, kTop, kWidth - kLeft - kRight, bottom - kTop, "#f7f7f7") +
                       octaves(range) + legend_of(notes, parts);
    for (const double tick : time.ticks())
        body += svg::line(time.at(tick), kTop, time.at(tick), bottom) +
                svg::text(time.at(tick), bottom + 14, svg::tick_text(tick));
    body += svg::text((kLeft + kWidth) / 2, bottom + 29, "seconds");
    for (const RollNote& n : notes) {
        if (!is_drawn(n)) continue;
        const double loud = std::clamp(n.velocity, 0, 127) / 127.0;
        body += svg::rect(time.at(n.onset), range.top_of(n.pitch),
                          std::max(1.2, time.at(n.duration) - kLeft - 0.3), kRow - 0.5,
                          svg::colour(static_cast<std::size_t>(std::max(0, n.part))),
                          kFaintest + (1 - kFaintest) * loud);
    }
    return svg::figure(title, kWidth, bottom + kBottom, body);
}

}  // namespace affetto
