#include "affetto/rendering/synth_events.hpp"

#include <algorithm>
#include <map>

namespace affetto {
namespace {

bool selects_bank(int controller) { return controller == 0 || controller == 32; }

}  // namespace

SynthPlan plan_synth(const Score& score) {
    SynthPlan plan;
    const bool shared = score.parts.size() > kMaxSynthChannels;
    std::map<std::pair<bool, int>, int> channel_of_instrument;
    const auto channel_for = [&](const Part& part) {
        const int next = static_cast<int>(plan.channels.size());
        if (shared) {
            const auto known = channel_of_instrument.try_emplace({part.drums, part.program}, next);
            if (!known.second) return known.first->second;
        }
        plan.channels.push_back({part.program, part.drums});
        return next;
    };

    const TempoMap map(score);
    const auto seconds = [&map](Ticks t) { return map.seconds(t).value; };
    for (const Part& part : score.parts) {
        const int channel = channel_for(part);
        for (const Note& note : part.notes) {
            const double end = seconds(note.onset + note.duration);
            plan.last_note_off = std::max(plan.last_note_off, end);
            plan.events.push_back({seconds(note.onset), SynthEvent::Kind::note_on, channel,
                                   note.pitch, note.velocity});
            plan.events.push_back({end, SynthEvent::Kind::note_off, channel, note.pitch, 0});
        }
        for (const ControlChange& c : part.controls)
            if (!selects_bank(c.controller))
                plan.events.push_back(
                    {seconds(c.at), SynthEvent::Kind::control, channel, c.controller, c.value});
        for (const PitchBend& b : part.pitch_bends)
            plan.events.push_back(
                {seconds(b.at), SynthEvent::Kind::pitch_bend, channel, 0, b.value});
    }
    std::stable_sort(plan.events.begin(), plan.events.end(),
                     [](const SynthEvent& a, const SynthEvent& b) {
                         return a.seconds != b.seconds ? a.seconds < b.seconds : a.kind < b.kind;
                     });
    return plan;
}

}  // namespace affetto
