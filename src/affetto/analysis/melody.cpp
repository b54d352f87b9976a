#include "affetto/analysis/melody.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "affetto/analysis/note_statistics.hpp"
#include "affetto/analysis/onsets.hpp"

namespace affetto {

std::vector<TimedNote> skyline(std::span<const TimedNote> notes) {
    const std::vector<TimedNote> ordered = chords_by_pitch(notes);
    std::vector<TimedNote> line;
    std::vector<TimedNote> held;  // tops that may sound over what comes: higher ones end earlier
    for (const Chord& chord : chords_of(ordered)) {
        const TimedNote& top = ordered[chord.last - 1];
        const auto over = [&](const TimedNote& n) { return n.end() <= chord.onset; };
        held.erase(std::remove_if(held.begin(), held.end(), over), held.end());
        const bool covered = std::any_of(held.begin(), held.end(),
                                         [&](const TimedNote& n) { return n.pitch > top.pitch; });
        if (!covered) line.push_back(top);
        // What is lower and ends earlier never covers anything that `top` does not.
        const auto idle = [&](const TimedNote& n) {
            return n.pitch <= top.pitch && n.end() <= top.end();
        };
        held.erase(std::remove_if(held.begin(), held.end(), idle), held.end());
        held.push_back(top);
    }
    return line;
}

Contour measure_contour(std::span<const TimedNote> notes) {
    constexpr int kLeap = 5;  // semitones
    const std::vector<TimedNote> line = skyline(notes);
    Contour contour;
    if (line.size() < 2) return contour;
    double size = 0, leaps = 0, rising = 0, moving = 0;
    for (std::size_t i = 1; i < line.size(); ++i) {
        const int interval = line[i].pitch - line[i - 1].pitch;
        size += std::abs(interval);
        leaps += std::abs(interval) >= kLeap ? 1 : 0;
        rising += interval > 0 ? 1 : 0;
        moving += interval != 0 ? 1 : 0;
    }
    const auto steps = static_cast<double>(line.size() - 1);
    contour.mean_interval = size / steps;
    contour.leap_share = leaps / steps;
    contour.rising_share = moving > 0 ? rising / moving : 0.5;
    contour.mean_pitch = pitch_statistics(line).mean;
    contour.pitch_sd = pitch_statistics(line).sd;
    return contour;
}

}  // namespace affetto
