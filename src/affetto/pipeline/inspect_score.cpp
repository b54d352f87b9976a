#include "affetto/pipeline/inspect_score.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "affetto/analysis/grid.hpp"
#include "affetto/analysis/key.hpp"
#include "affetto/analysis/note_statistics.hpp"
#include "affetto/midi/midi_file.hpp"

namespace affetto {
namespace {

/// The tempo in force for the largest part of the music.
double main_tempo(const Score& score) {
    const TempoMap time(score);
    std::map<double, double> seconds;  // in force, by tempo
    const Ticks end = score.end();     // which looks at every note
    Ticks from;
    for (const TempoChange& change : score.tempos) {
        const Ticks to = std::min(change.at, end);
        seconds[time.bpm_at(from)] += (time.seconds(to) - time.seconds(from)).value;
        from = to;
    }
    seconds[time.bpm_at(from)] += (time.seconds(end) - time.seconds(from)).value;
    return std::max_element(seconds.begin(), seconds.end(),
                            [](const auto& a, const auto& b) { return a.second < b.second; })
        ->first;
}

Json describe(const Part& part) {
    Json json = {{"name", part.name}};
    json["program"] = part.drums ? Json() : Json(part.program);
    json["drums"] = part.drums;
    json["notes"] = part.notes.size();
    const auto [low, high] =
        std::minmax_element(part.notes.begin(), part.notes.end(),
                            [](const Note& a, const Note& b) { return a.pitch < b.pitch; });
    if (low != part.notes.end()) {
        json["lowest_pitch"] = low->pitch;
        json["highest_pitch"] = high->pitch;
    }
    return json;
}

Json signatures_of(const Score& score) {
    Json json = Json::array();
    for (const TimeSignature& s : score.time_signatures)
        json.push_back(std::to_string(s.numerator) + "/" + std::to_string(s.denominator));
    return json;
}

Json key_signatures_of(const Score& score) {
    Json json = Json::array();
    for (const KeySignature& s : score.key_signatures)
        json.push_back({{"sharps", s.sharps}, {"minor", s.minor}});
    return json;
}

}  // namespace

Json inspect_score(const Path& path) {
    const MidiReadResult read = read_midi(path);
    const Score& score = read.score;
    const std::vector<TimedNote> notes = timed_notes(score);
    const GridFit grid = measure_grid(score);
    const Key key = estimate_key(notes);
    std::set<int> programs;
    bool drums = false;
    for (const Part& part : score.parts)
        if (part.drums)
            drums = true;
        else
            programs.insert(part.program);

    Json json = {{"kind", "score"}, {"notes", notes.size()}, {"tracks", read.tracks}};
    json["seconds"] = TempoMap(score).seconds(score.end()).value;
    json["tempo_bpm"] = main_tempo(score);
    json["tempo_changes"] = score.tempos.empty() ? 0 : score.tempos.size() - 1;
    json["time_base"] = grid.on_grid ? "beats" : "seconds";
    json["share_of_onsets_on_grid"] = grid.share_on_grid;
    json["key"] = key.strength > 0 ? Json(name_of(key)) : Json();
    json["key_signatures"] = key_signatures_of(score);
    json["time_signatures"] = signatures_of(score);
    json["programs"] = programs;
    json["drums"] = drums;
    json["polyphony"] = polyphony(notes);
    json["title"] = score.title;
    json["midi_type"] = read.format;
    json["ticks_per_beat"] = score.ticks_per_beat;
    json["parts"] = Json::array();
    for (const Part& part : score.parts) json["parts"].push_back(describe(part));
    json["warnings"] = read.warnings;
    return json;
}

}  // namespace affetto
