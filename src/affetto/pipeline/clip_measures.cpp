#include "affetto/pipeline/clip_measures.hpp"

#include <cmath>
#include <set>

#include "affetto/analysis/grid.hpp"
#include "affetto/core/error.hpp"
#include "affetto/core/sha256.hpp"
#include "affetto/core/text.hpp"
#include "affetto/data/window.hpp"
#include "affetto/midi/midi_file.hpp"

namespace affetto {
namespace {

/// Times count from the first note, in milliseconds, so that neither silence at the beginning nor
/// the resolution of the file makes a difference.
std::string content_hash(const std::vector<TimedNote>& notes) {
    std::string text;
    for (const TimedNote& note : notes) {
        const double after_first = note.onset - notes.front().onset;
        for (const long value : {std::lround(after_first * 1000), std::lround(note.duration * 1000),
                                 static_cast<long>(note.pitch), static_cast<long>(note.velocity),
                                 static_cast<long>(note.drums)})
            text += std::to_string(value) + ' ';
    }
    return sha256_hex(std::as_bytes(std::span(text.data(), text.size())));
}

ClipMeasures measure(const Score& score) {
    ClipMeasures m;
    const std::vector<TimedNote> notes = timed_notes(score);
    m.duration = TempoMap(score).seconds(score.end()).value;
    m.notes = static_cast<int>(notes.size());
    std::set<int> programs;
    for (const Part& part : score.parts) {
        if (part.notes.empty()) continue;
        ++m.parts;
        if (part.drums)
            m.drums = true;
        else
            programs.insert(part.program);
    }
    m.programs.assign(programs.begin(), programs.end());
    const GridFit fit = measure_grid(score);
    m.share_on_grid = fit.share_on_grid;
    m.on_grid = fit.on_grid;
    m.content = content_hash(notes);
    return m;
}

}  // namespace

PreparedClip prepare_clip(const ListedClip& clip) {
    const MidiLimits limits;
    PreparedClip prepared;
    prepared.file = read_bytes(clip.source, limits.max_bytes);
    MidiReadResult read = parse_midi(prepared.file, display(clip.source));
    prepared.warnings = std::move(read.warnings);
    prepared.file = without_riff(std::move(prepared.file));
    Score score = std::move(read.score);
    if (score.note_count() == 0) throw DataError(display(clip.source) + ": no notes");
    if (clip.is_window()) {
        const Seconds length = TempoMap(score).seconds(score.end());
        if (clip.start >= length.value)
            throw DataError(display(clip.source) + ": the window begins at " +
                            format_number(clip.start) + " s, the music ends at " +
                            format_fixed(length.value, 3) + " s");
        score = cut_window(score, Seconds(clip.start), Seconds(clip.end.value_or(length.value)));
        if (score.note_count() == 0)
            throw DataError(display(clip.source) + ": no notes in the window");
        prepared.file = serialize_midi(score);
    }
    prepared.measures = measure(score);
    return prepared;
}

Json to_json(const ClipMeasures& m) {
    return {{"duration", m.duration}, {"notes", m.notes},    {"parts", m.parts},
            {"programs", m.programs}, {"drums", m.drums},    {"share_on_grid", m.share_on_grid},
            {"on_grid", m.on_grid},   {"content", m.content}};
}

ClipMeasures clip_measures_from_json(const Json& json, const std::string& where) {
    try {
        ClipMeasures m;
        m.duration = json.at("duration").get<double>();
        m.notes = json.at("notes").get<int>();
        m.parts = json.at("parts").get<int>();
        m.programs = json.at("programs").get<std::vector<int>>();
        m.drums = json.at("drums").get<bool>();
        m.share_on_grid = json.at("share_on_grid").get<double>();
        m.on_grid = json.at("on_grid").get<bool>();
        m.content = json.at("content").get<std::string>();
        return m;
    } catch (const Json::exception& error) {
        throw DataError(where + ": not the measures of a clip (" + error.what() + ")");
    }
}

}  // namespace affetto
