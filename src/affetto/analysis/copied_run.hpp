#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "affetto/midi/score.hpp"

namespace affetto {

/// A run of notes that two pieces share, in whatever key: equal steps of (pitch interval, class of
/// the time between the onsets). Notes are taken chord after chord, each from low to high, so that
/// the spread of a chord does not matter. Classes of time: 0 within a chord, then doublings from
/// 30 ms. Drums left out.
struct CommonRun {
    std::size_t notes = 0;           ///< length of the run; 0 where not even a step is shared
    std::size_t query_position = 0;  ///< of its first note in the query, in the order above
    std::size_t piece = 0;           ///< which piece of the index
    std::size_t piece_position = 0;  ///< of its first note there
};

/// Many pieces made ready for finding runs: a suffix array over the steps of all of them, built by
/// prefix doubling in O(n log^2 n) for n notes. A query of m notes takes O(m log n) comparisons of
/// runs.
class RunIndex {
public:
    explicit RunIndex(std::span<const std::vector<TimedNote>> pieces);

    CommonRun longest(std::span<const TimedNote> query) const;

private:
    std::vector<std::int32_t> steps_;      // of all pieces; each piece ends with a step of its own
    std::vector<std::uint32_t> suffixes_;  // where suffixes of `steps_` start, in sorted order
    std::vector<std::uint32_t> starts_;    // of each piece in `steps_`
};

/// The longest run that two pieces share; `piece` is 0.
CommonRun longest_common_run(std::span<const TimedNote> query, std::span<const TimedNote> piece);

}  // namespace affetto
