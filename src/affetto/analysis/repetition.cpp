#include "affetto/analysis/repetition.hpp"

#include <algorithm>
#include <map>
#include <stdexcept>
#include <string>
#include <string_view>
#include <unordered_set>

#include "affetto/analysis/melody.hpp"
#include "affetto/analysis/onsets.hpp"

namespace affetto {
namespace {

constexpr double kSameMoment = 0.010;  // seconds

/// Distinct substrings of length n over all of them; 1 where there are none.
double distinct_share(std::string_view symbols, std::size_t n) {
    if (symbols.size() < n) return 1.0;
    std::unordered_set<std::string_view> seen;
    const std::size_t all = symbols.size() - n + 1;
    for (std::size_t i = 0; i < all; ++i) seen.insert(symbols.substr(i, n));
    return static_cast<double>(seen.size()) / static_cast<double>(all);
}

}  // namespace

double distinct_ngrams(std::span<const TimedNote> notes, std::size_t n) {
    if (n == 0) throw std::invalid_argument("distinct_ngrams: n must be at least 1");
    std::string pitches;
    for (const TimedNote& note : chords_by_pitch(notes, kSameMoment))
        pitches.push_back(static_cast<char>(note.pitch));
    return distinct_share(pitches, n);
}

double longest_repeated_pitch(std::span<const TimedNote> notes) {
    struct Run {
        int pitch = -1;
        double start = 0;
    };
    std::map<int, Run> runs;  // by part
    double longest = 0;
    for (const TimedNote& note : notes) {
        if (note.drums) continue;
        Run& run = runs[note.part];
        if (run.pitch != note.pitch) run = {note.pitch, note.onset};
        longest = std::max(longest, note.onset - run.start);
    }
    return longest;
}

double melodic_repetition(std::span<const TimedNote> notes) {
    constexpr std::size_t kIntervals = 4;
    const std::vector<TimedNote> melody = skyline(notes);
    std::string intervals;
    for (std::size_t i = 1; i < melody.size(); ++i)
        intervals.push_back(static_cast<char>(melody[i].pitch - melody[i - 1].pitch));
    return 1 - distinct_share(intervals, kIntervals);
}

}  // namespace affetto
