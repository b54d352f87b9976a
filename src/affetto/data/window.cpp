#include "affetto/data/window.hpp"

#include <algorithm>
#include <map>

#include "affetto/data/channel_window.hpp"

namespace affetto {
namespace {

/// Changes within the window, shifted; the last one before it is moved to its beginning.
template <class Change>
std::vector<Change> cut_changes(const std::vector<Change>& changes, Ticks from, Ticks to) {
    std::vector<Change> cut;
    for (Change change : changes) {
        if (change.at >= to) break;
        if (change.at <= from) cut.clear();
        change.at = change.at <= from ? Ticks(0) : change.at - from;
        cut.push_back(change);
    }
    return cut;
}

}  // namespace

Score cut_window(const Score& score, Seconds start, Seconds end) {
    const TempoMap time(score);
    const Ticks first = time.ticks(start), to = time.ticks(end);
    const Ticks from(first.value - first.value % score.ticks_per_beat);
    Score cut;
    cut.ticks_per_beat = score.ticks_per_beat;
    cut.title = score.title;
    cut.tempos = cut_changes(score.tempos, from, to);
    cut.time_signatures = cut_changes(score.time_signatures, from, to);
    cut.key_signatures = cut_changes(score.key_signatures, from, to);
    std::map<std::size_t, std::optional<std::size_t>> cut_channels;
    const auto channel_of_cut = [&](std::size_t number) {
        const auto [known, is_new] = cut_channels.try_emplace(number);
        if (!is_new) return known->second;
        Channel channel = cut_channel(score.channels.at(number), from, to);
        if (!channel.controls.empty() || !channel.pitch_bends.empty()) {
            known->second = cut.channels.size();
            cut.channels.push_back(std::move(channel));
        }
        return known->second;
    };
    for (const Part& part : score.parts) {
        Part kept{part.name, part.program, part.drums, {}};
        for (Note note : part.notes) {
            if (note.onset < first || note.onset >= to) continue;
            note.duration = std::min(note.duration, to - note.onset);
            note.onset -= from;
            kept.notes.push_back(note);
        }
        if (kept.notes.empty()) continue;
        if (part.channel) kept.channel = channel_of_cut(*part.channel);
        cut.parts.push_back(std::move(kept));
    }
    return cut;
}

}  // namespace affetto
