#include "affetto/analysis/copied_run.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <stdexcept>
#include <utility>

#include "affetto/analysis/onsets.hpp"

namespace affetto {
namespace {

/// From each note to the next as one number, never negative.
std::vector<std::int32_t> steps_of(std::span<const TimedNote> notes) {
    constexpr int kClasses = 16;
    const std::vector<TimedNote> ordered = chords_by_pitch(notes);
    std::vector<std::int32_t> steps;
    for (std::size_t i = 1; i < ordered.size(); ++i) {
        const double seconds = ordered[i].onset - ordered[i - 1].onset;
        int time = 0;  // the same chord
        if (seconds > 0)
            time = 1 + std::min(14, static_cast<int>(std::log2(seconds / kChordSeconds)));
        const int interval = ordered[i].pitch - ordered[i - 1].pitch;
        steps.push_back((interval + 128) * kClasses + time);
    }
    return steps;
}

/// Suffix array by prefix doubling (Manber and Myers 1993): ranks of runs of 1, 2, 4, ... steps.
std::vector<std::uint32_t> sorted_suffixes(const std::vector<std::int32_t>& steps) {
    std::vector<std::uint32_t> order(steps.size());
    std::iota(order.begin(), order.end(), 0u);
    std::vector<std::int64_t> rank(steps.begin(), steps.end()), next(steps.size());
    for (std::size_t length = 1;; length *= 2) {
        const auto key = [&](std::uint32_t i) {
            const std::size_t j = i + length;
            return std::pair(rank[i],
                             j < rank.size() ? rank[j] : std::numeric_limits<std::int64_t>::min());
        };
        std::sort(order.begin(), order.end(),
                  [&](std::uint32_t a, std::uint32_t b) { return key(a) < key(b); });
        std::int64_t distinct = 0;
        for (std::size_t i = 0; i < order.size(); ++i) {
            if (i > 0 && key(order[i - 1]) < key(order[i])) ++distinct;
            next[order[i]] = distinct;
        }
        rank.swap(next);
        if (order.empty() || distinct + 1 == static_cast<std::int64_t>(order.size())) break;
    }
    return order;
}

std::size_t common_prefix(std::span<const std::int32_t> a, std::span<const std::int32_t> b) {
    const auto [end, unused] = std::mismatch(
        a.begin(), a.begin() + static_cast<std::ptrdiff_t>(std::min(a.size(), b.size())),
        b.begin());
    return static_cast<std::size_t>(end - a.begin());
}

}  // namespace

RunIndex::RunIndex(std::span<const std::vector<TimedNote>> pieces) {
    for (const std::vector<TimedNote>& piece : pieces) {
        const std::vector<std::int32_t> steps = steps_of(piece);
        if (steps_.size() + steps.size() >= std::numeric_limits<std::uint32_t>::max())
            throw std::invalid_argument("RunIndex: more than four thousand million notes");
        starts_.push_back(static_cast<std::uint32_t>(steps_.size()));
        steps_.insert(steps_.end(), steps.begin(), steps.end());
        steps_.push_back(-static_cast<std::int32_t>(starts_.size()));  // equals no step of a query
    }
    suffixes_ = sorted_suffixes(steps_);
}

CommonRun RunIndex::longest(std::span<const TimedNote> query) const {
    const std::vector<std::int32_t> steps = steps_of(query);
    CommonRun best;
    for (std::size_t i = 0; i < steps.size(); ++i) {
        const auto rest = std::span(steps).subspan(i);
        if (rest.size() < best.notes) break;  // no longer run begins here or later
        const auto suffix = [&](std::uint32_t start) { return std::span(steps_).subspan(start); };
        const auto above = std::lower_bound(suffixes_.begin(), suffixes_.end(), rest,
                                            [&](std::uint32_t start, const auto& wanted) {
                                                const auto s = suffix(start);
                                                const std::size_t same = common_prefix(s, wanted);
                                                if (same == wanted.size() || same == s.size())
                                                    return same < wanted.size();
                                                return s[same] < wanted[same];
                                            });
        // The suffix that shares most with `rest` stands next to where `rest` would be inserted.
        for (const auto neighbour : {above, above == suffixes_.begin() ? above : above - 1}) {
            if (neighbour == suffixes_.end()) continue;
            const std::size_t notes = common_prefix(suffix(*neighbour), rest) + 1;
            if (notes < 2 || notes <= best.notes) continue;
            const auto piece = std::upper_bound(starts_.begin(), starts_.end(), *neighbour) - 1;
            best = {notes, i, static_cast<std::size_t>(piece - starts_.begin()),
                    *neighbour - *piece};
        }
    }
    return best;
}

CommonRun longest_common_run(std::span<const TimedNote> query, std::span<const TimedNote> piece) {
    const std::vector<std::vector<TimedNote>> pieces{{piece.begin(), piece.end()}};
    return RunIndex(pieces).longest(query);
}

}  // namespace affetto
