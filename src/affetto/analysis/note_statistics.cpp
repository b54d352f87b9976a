#include "affetto/analysis/note_statistics.hpp"

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "affetto/analysis/onsets.hpp"

namespace affetto {
namespace {

MeanAndSd mean_and_sd(const std::vector<double>& values) {
    if (values.empty()) return {};
    const auto n = static_cast<double>(values.size());
    double mean = 0, variance = 0;
    for (const double v : values) mean += v / n;
    for (const double v : values) variance += (v - mean) * (v - mean) / n;
    return {mean, std::sqrt(variance)};
}

}  // namespace

MeanAndSd velocity_statistics(std::span<const TimedNote> notes) {
    std::vector<double> values;
    for (const TimedNote& note : notes) values.push_back(note.velocity);
    return mean_and_sd(values);
}

MeanAndSd pitch_statistics(std::span<const TimedNote> notes) {
    std::vector<double> values;
    for (const TimedNote& note : notes)
        if (!note.drums) values.push_back(note.pitch);
    return mean_and_sd(values);
}

MeanAndSd length_statistics(std::span<const TimedNote> notes) {
    std::vector<double> values;
    for (const TimedNote& note : notes) values.push_back(note.duration);
    return mean_and_sd(values);
}

int pitch_range(std::span<const TimedNote> notes) {
    int low = 128, high = -1;
    for (const TimedNote& note : notes) {
        if (note.drums) continue;
        low = std::min(low, note.pitch);
        high = std::max(high, note.pitch);
    }
    return high < 0 ? 0 : high - low;
}

double share_below(std::span<const TimedNote> notes, int pitch) {
    std::size_t pitched = 0, below = 0;
    for (const TimedNote& note : notes) {
        if (note.drums) continue;
        ++pitched;
        if (note.pitch < pitch) ++below;
    }
    return pitched == 0 ? 0.0 : static_cast<double>(below) / static_cast<double>(pitched);
}

double polyphony(std::span<const TimedNote> notes) {
    std::vector<std::pair<double, int>> changes;  // time, +1 or -1
    for (const TimedNote& note : notes) {
        changes.emplace_back(note.onset, 1);
        changes.emplace_back(note.end(), -1);
    }
    std::sort(changes.begin(), changes.end());
    double weighted = 0, sounding = 0, last = 0;
    int now = 0;
    for (const auto& [time, change] : changes) {
        if (now > 0) {
            weighted += now * (time - last);
            sounding += time - last;
        }
        now += change;
        last = time;
    }
    return sounding > 0 ? weighted / sounding : 0.0;
}

double articulation(std::span<const TimedNote> notes) {
    const std::vector<Chord> chords = chords_of(notes);
    double sum = 0;
    std::size_t counted = 0;
    for (std::size_t c = 0; c + 1 < chords.size(); ++c) {
        for (std::size_t i = chords[c].first; i < chords[c].last; ++i) {
            sum += std::min(1.0, notes[i].duration / (chords[c + 1].onset - notes[i].onset));
            ++counted;
        }
    }
    return counted == 0 ? 0.0 : sum / static_cast<double>(counted);
}

}  // namespace affetto
