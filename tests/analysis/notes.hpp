#pragma once

#include <algorithm>
#include <initializer_list>
#include <vector>

#include "affetto/core/random.hpp"
#include "affetto/midi/score.hpp"

namespace affetto::test {

inline TimedNote note(double onset, double duration, int pitch, int velocity = 64) {
    TimedNote n;
    n.onset = onset;
    n.duration = duration;
    n.pitch = pitch;
    n.velocity = velocity;
    return n;
}

/// One note after the other, each of length `step` seconds.
inline std::vector<TimedNote> melody(const std::vector<int>& pitches, double step = 0.5) {
    std::vector<TimedNote> notes;
    for (std::size_t i = 0; i < pitches.size(); ++i)
        notes.push_back(note(static_cast<double>(i) * step, step, pitches[i]));
    return notes;
}

/// Chords of one second each.
inline std::vector<TimedNote> chords(const std::vector<std::vector<int>>& all) {
    std::vector<TimedNote> notes;
    for (std::size_t i = 0; i < all.size(); ++i)
        for (const int pitch : all[i]) notes.push_back(note(static_cast<double>(i), 1.0, pitch));
    return notes;
}

inline std::vector<TimedNote> transposed(std::vector<TimedNote> notes, int semitones) {
    for (TimedNote& n : notes) n.pitch += semitones;
    return notes;
}

/// Notes at random, sorted by onset.
inline std::vector<TimedNote> noise(Random& rng, int count, double seconds) {
    std::vector<TimedNote> notes;
    for (int i = 0; i < count; ++i)
        notes.push_back(note(rng.uniform(0, seconds), rng.uniform(0.05, 2), rng.integer(30, 90),
                             rng.integer(20, 110)));
    std::sort(notes.begin(), notes.end(),
              [](const TimedNote& a, const TimedNote& b) { return a.onset < b.onset; });
    return notes;
}

}  // namespace affetto::test
