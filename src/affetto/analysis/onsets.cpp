#include "affetto/analysis/onsets.hpp"

#include <algorithm>
#include <cstddef>
#include <iterator>

namespace affetto {

std::vector<Chord> chords_of(std::span<const TimedNote> notes, double spread_s) {
    std::vector<Chord> chords;
    for (std::size_t i = 0; i < notes.size(); ++i) {
        if (chords.empty() || notes[i].onset - chords.back().onset > spread_s)
            chords.push_back({notes[i].onset, i, i});
        chords.back().last = i + 1;
    }
    return chords;
}

std::vector<TimedNote> chords_by_pitch(std::span<const TimedNote> notes, double spread_s) {
    std::vector<TimedNote> pitched;
    std::copy_if(notes.begin(), notes.end(), std::back_inserter(pitched),
                 [](const TimedNote& note) { return !note.drums; });
    for (const Chord& chord : chords_of(pitched, spread_s)) {
        const auto first = pitched.begin() + static_cast<std::ptrdiff_t>(chord.first);
        const auto last = pitched.begin() + static_cast<std::ptrdiff_t>(chord.last);
        std::for_each(first, last, [&chord](TimedNote& note) {
            note.duration += note.onset - chord.onset;
            note.onset = chord.onset;
        });
        std::stable_sort(first, last,
                         [](const TimedNote& a, const TimedNote& b) { return a.pitch < b.pitch; });
    }
    return pitched;
}

double sounding_length(std::span<const TimedNote> notes) {
    if (notes.empty()) return 0.0;
    double first = notes.front().onset, last = notes.front().end();
    for (const TimedNote& note : notes) {
        first = std::min(first, note.onset);
        last = std::max(last, note.end());
    }
    return last - first;
}

double notes_per_second(std::span<const TimedNote> notes) {
    const double length = sounding_length(notes);
    return length > 0 ? static_cast<double>(notes.size()) / length : 0.0;
}

double onsets_per_second(std::span<const TimedNote> notes) {
    const double length = sounding_length(notes);
    return length > 0 ? static_cast<double>(chords_of(notes).size()) / length : 0.0;
}

std::vector<double> inter_onset_intervals(std::span<const TimedNote> notes) {
    const std::vector<Chord> chords = chords_of(notes);
    std::vector<double> intervals;
    for (std::size_t i = 1; i < chords.size(); ++i)
        intervals.push_back(chords[i].onset - chords[i - 1].onset);
    return intervals;
}

}  // namespace affetto
