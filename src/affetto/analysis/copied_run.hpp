#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "affetto/midi/score.hpp"

namespace affetto {

/// A run of notes that two pieces share, whatever the key and the exact tempo: equal steps of
/// (pitch interval, class of the time between onsets). Chord notes are put in order of pitch first,
/// so that the spread of a chord does not matter. Classes of time: within a chord, then factors of
/// two from 30 ms on. Drums left out.
struct CommonRun {
    std::size_t notes = 0;           ///< length of the run; 0 where nothing is shared
    std::size_t query_position = 0;  ///< of its first note in the query, in canonical order
    std::size_t piece = 0;           ///< which piece of the corpus
    std::size_t piece_position = 0;  ///< of its first note there
};

/// The longest run that two pieces share.
CommonRun longest_common_run(std::span<const TimedNote> a, std::span<const TimedNote> b);

/// Many pieces made ready for such questions (a suffix array). Building takes n log n comparisons
/// over all n notes; a query of m notes m log n.
class RunIndex {
public:
    explicit RunIndex(std::span<const std::vector<TimedNote>> pieces);

    CommonRun longest(std::span<const TimedNote> query) const;

private:
    struct Place {
        std::uint32_t piece = 0;
        std::uint32_t position = 0;
    };
    std::vector<std::int32_t> steps_;      // all pieces, each ended by a step no query has
    std::vector<std::uint32_t> suffixes_;  // starts of suffixes of `steps_`, sorted
    std::vector<Place> places_;            // by index into `steps_`
};

}  // namespace affetto
