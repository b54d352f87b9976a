#include "affetto/midi/score.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace affetto {
namespace {

constexpr double kDefaultBpm = 120.0;
constexpr int kSustain = 64;
constexpr int kPedalDown = 64;  // values from here on

struct PedalSpan {
    Ticks down;
    Ticks up;
};

/// When the sustain pedal of a channel is down, in time order and disjoint. A pedal that never goes
/// up does so at `end`.
std::vector<PedalSpan> pedal_spans(const Channel& channel, Ticks end) {
    std::vector<PedalSpan> spans;
    bool down = false;
    for (const ControlChange& c : channel.controls) {
        if (c.controller != kSustain) continue;
        const bool now_down = c.value >= kPedalDown;
        if (now_down && !down) spans.push_back({c.at, std::max(end, c.at)});
        if (!now_down && down) spans.back().up = c.at;
        down = now_down;
    }
    return spans;
}

/// The tick at which each note of a part stops sounding, the pedal considered.
std::vector<Ticks> pedalled_ends(const Part& part, const std::vector<PedalSpan>& spans) {
    constexpr Ticks kNever(std::numeric_limits<std::int64_t>::max());
    std::array<Ticks, 128> next_onset;
    next_onset.fill(kNever);
    std::vector<Ticks> ends(part.notes.size());
    for (std::size_t i = part.notes.size(); i-- > 0;) {
        const Note& note = part.notes[i];
        const Ticks released = note.onset + note.duration;
        ends[i] = released;
        const auto after = std::lower_bound(spans.begin(), spans.end(), released,
                                            [](const PedalSpan& s, Ticks t) { return s.down < t; });
        Ticks& restruck = next_onset[static_cast<std::size_t>(note.pitch & 127)];
        if (after != spans.begin() && released < std::prev(after)->up)
            ends[i] = std::max(released, std::min(std::prev(after)->up, restruck));
        restruck = note.onset;
    }
    return ends;
}

}  // namespace

std::size_t Score::note_count() const {
    std::size_t count = 0;
    for (const Part& part : parts) count += part.notes.size();
    return count;
}

Ticks Score::end() const {
    Ticks last;
    for (const Part& part : parts)
        for (const Note& note : part.notes) last = std::max(last, note.onset + note.duration);
    return last;
}

TempoMap::TempoMap(const Score& score) : ticks_per_beat_(score.ticks_per_beat) {
    const auto seconds_per_tick = [this](double bpm) { return 60.0 / (bpm * ticks_per_beat_); };
    segments_.push_back({Ticks(0), 0.0, seconds_per_tick(kDefaultBpm), kDefaultBpm});
    for (const TempoChange& change : score.tempos) {
        const double start = seconds(change.at).value;
        if (segments_.back().start == change.at) segments_.pop_back();
        segments_.push_back({change.at, start, seconds_per_tick(change.bpm), change.bpm});
    }
}

Seconds TempoMap::seconds(Ticks t) const {
    auto it = std::upper_bound(segments_.begin(), segments_.end(), t,
                               [](Ticks tick, const Segment& s) { return tick < s.start; });
    if (it != segments_.begin()) --it;
    return Seconds(it->start_seconds +
                   static_cast<double>((t - it->start).value) * it->seconds_per_tick);
}

Ticks TempoMap::ticks(Seconds s) const {
    auto it = std::upper_bound(
        segments_.begin(), segments_.end(), s.value,
        [](double seconds, const Segment& segment) { return seconds < segment.start_seconds; });
    if (it != segments_.begin()) --it;
    return it->start + Ticks(std::llround((s.value - it->start_seconds) / it->seconds_per_tick));
}

Beats TempoMap::beats(Ticks t) const {
    return Beats(static_cast<double>(t.value) / ticks_per_beat_);
}

double TempoMap::bpm_at(Ticks t) const {
    auto it = std::upper_bound(segments_.begin(), segments_.end(), t,
                               [](Ticks tick, const Segment& s) { return tick < s.start; });
    return it == segments_.begin() ? it->bpm : std::prev(it)->bpm;
}

std::vector<TimedNote> timed_notes(const Score& score, Pedal pedal) {
    const TempoMap map(score);
    const Ticks score_end = score.end();
    std::vector<std::vector<PedalSpan>> spans;  // by channel
    if (pedal == Pedal::lengthens)
        for (const Channel& channel : score.channels)
            spans.push_back(pedal_spans(channel, score_end));
    std::vector<TimedNote> timed;
    timed.reserve(score.note_count());
    for (std::size_t p = 0; p < score.parts.size(); ++p) {
        const Part& part = score.parts[p];
        std::vector<Ticks> ends;
        if (pedal == Pedal::lengthens && part.channel)
            ends = pedalled_ends(part, spans.at(*part.channel));
        for (std::size_t i = 0; i < part.notes.size(); ++i) {
            const Note& note = part.notes[i];
            const double onset = map.seconds(note.onset).value;
            const Ticks end = ends.empty() ? note.onset + note.duration : ends[i];
            timed.push_back({onset, map.seconds(end).value - onset, note.pitch, note.velocity,
                             static_cast<int>(p), part.program, part.drums});
        }
    }
    std::stable_sort(timed.begin(), timed.end(), [](const TimedNote& a, const TimedNote& b) {
        if (a.onset != b.onset) return a.onset < b.onset;
        if (a.pitch != b.pitch) return a.pitch < b.pitch;
        return a.part < b.part;
    });
    return timed;
}

}  // namespace affetto
