#include "affetto/rendering/synth_events.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <tuple>

namespace affetto {
namespace {

bool selects_bank(int controller) { return controller == 0 || controller == 32; }

/// How parts share the channels of a synthesiser: those with equal keys do.
using ChannelKey = std::tuple<std::size_t, bool, int, std::optional<std::size_t>>;
enum class Sharing { none, of_one_channel, of_one_instrument };

ChannelKey key_of(const Score& score, std::size_t p, Sharing sharing) {
    const Part& part = score.parts[p];
    if (sharing == Sharing::none) return {p, part.drums, part.program, part.channel};
    if (sharing == Sharing::of_one_channel) return {0, part.drums, part.program, part.channel};
    return {0, part.drums, part.program, std::nullopt};
}

Sharing needed_sharing(const Score& score) {
    if (score.parts.size() <= kMaxSynthChannels) return Sharing::none;
    std::set<ChannelKey> keys;
    for (std::size_t p = 0; p < score.parts.size(); ++p)
        keys.insert(key_of(score, p, Sharing::of_one_channel));
    return keys.size() <= kMaxSynthChannels ? Sharing::of_one_channel : Sharing::of_one_instrument;
}

}  // namespace

SynthPlan plan_synth(const Score& score) {
    SynthPlan plan;
    const Sharing sharing = needed_sharing(score);
    std::map<ChannelKey, std::size_t> known;
    const TempoMap map(score);
    const auto seconds = [&map](Ticks t) { return map.seconds(t).value; };
    for (std::size_t p = 0; p < score.parts.size(); ++p) {
        const Part& part = score.parts[p];
        const auto [entry, is_new] =
            known.try_emplace(key_of(score, p, sharing), plan.channels.size());
        if (is_new) plan.channels.push_back({part.program, part.drums, part.channel});
        const std::size_t channel = entry->second;
        for (const Note& note : part.notes) {
            const double end = seconds(note.onset + note.duration);
            plan.last_note_off = std::max(plan.last_note_off, end);
            plan.events.push_back({seconds(note.onset), SynthEvent::Kind::note_on, channel,
                                   note.pitch, note.velocity});
            plan.events.push_back({end, SynthEvent::Kind::note_off, channel, note.pitch, 0});
        }
    }
    for (std::size_t c = 0; c < score.channels.size(); ++c) {
        for (const ControlChange& change : score.channels[c].controls)
            if (!selects_bank(change.controller))
                plan.events.push_back({seconds(change.at), SynthEvent::Kind::control, c,
                                       change.controller, change.value});
        for (const PitchBend& bend : score.channels[c].pitch_bends)
            plan.events.push_back(
                {seconds(bend.at), SynthEvent::Kind::pitch_bend, c, 0, bend.value});
    }
    std::stable_sort(plan.events.begin(), plan.events.end(),
                     [](const SynthEvent& a, const SynthEvent& b) {
                         return a.seconds != b.seconds ? a.seconds < b.seconds : a.kind < b.kind;
                     });
    return plan;
}

}  // namespace affetto
