#include "affetto/data/window.hpp"

#include <algorithm>
#include <map>

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

std::vector<ControlChange> cut_controls(const std::vector<ControlChange>& controls, Ticks from,
                                        Ticks to) {
    std::map<int, ControlChange> in_force;
    std::vector<ControlChange> later;
    for (ControlChange control : controls) {
        if (control.at >= to) break;
        if (control.at <= from) {
            control.at = Ticks(0);
            in_force[control.controller] = control;
        } else {
            control.at -= from;
            later.push_back(control);
        }
    }
    std::vector<ControlChange> cut;
    for (const auto& entry : in_force) cut.push_back(entry.second);
    cut.insert(cut.end(), later.begin(), later.end());
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
    for (const Part& part : score.parts) {
        Part kept{part.name, part.program, part.drums, {}, {}};
        for (Note note : part.notes) {
            if (note.onset < first || note.onset >= to) continue;
            note.duration = std::min(note.duration, to - note.onset);
            note.onset -= from;
            kept.notes.push_back(note);
        }
        if (kept.notes.empty()) continue;
        kept.controls = cut_controls(part.controls, from, to);
        cut.parts.push_back(std::move(kept));
    }
    return cut;
}

}  // namespace affetto
