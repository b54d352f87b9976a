#include "affetto/pipeline/score_latents_page.hpp"

#include "affetto/core/text.hpp"
#include "affetto/features/piano_roll.hpp"
#include "affetto/pipeline/clips_to_show.hpp"
#include "affetto/pipeline/shown_clips.hpp"
#include "affetto/pipeline/statistics_sections.hpp"
#include "affetto/plots/histogram.hpp"
#include "affetto/plots/html.hpp"
#include "affetto/plots/value_bars.hpp"

namespace affetto {
namespace {

bool is_notes(const LatentSet& set) { return set.representation == Representation::notes; }

template <class T>
std::span<const T> values_of(const at::Tensor& contiguous) {
    return {contiguous.data_ptr<T>(), static_cast<std::size_t>(contiguous.numel())};
}

/// The notes of a clip of notes, one step each.
std::vector<NoteStep> steps_of(const LatentClip& clip) {
    const at::Tensor features = clip.features.contiguous();
    const auto values = values_of<std::int16_t>(features);
    std::vector<NoteStep> steps(values.size() / kNoteFields);
    for (std::size_t i = 0; i < values.size(); ++i)
        steps[i / kNoteFields][i % kNoteFields] = values[i];
    return steps;
}

Score decoded(const LatentClip& clip, const LatentSet& set) {
    if (is_notes(set)) return decode_notes(steps_of(clip), set.format, clip.condition);
    const at::Tensor features = clip.features.contiguous();
    return decode_roll(values_of<std::uint8_t>(features), set.format, clip.condition);
}

std::string summary_table(const Json& manifest, const LatentSet& set) {
    const std::string unit = is_notes(set) ? "notes" : "frames";
    return html::wide_table(
        rows_of(manifest, {"dataset", "clips_folder", "representation", "clips"}) +
        table_row({unit, shown(manifest.at("steps"))}) +
        table_row({"values of one of the " + unit, shown(manifest.at("values"))}) +
        table_row({"time in", std::string(name_of(set.format.time_base))}) +
        table_row({"moved to the key of C", set.format.key_normalise ? "yes" : "no"}) +
        table_row({"training window", std::to_string(set.window) + " " + unit}) +
        rows_of(manifest, {"version"}));
}

/// How often each value of a field occurs.
std::vector<Figure> note_figures(const LatentSet& set) {
    const NoteVocabulary vocabulary(set.format);
    std::array<std::vector<double>, kNoteFields> values;
    for (const LatentClip& clip : set.clips)
        for (const NoteStep& step : steps_of(clip)) {
            values[kGap].push_back(vocabulary.gap.value(step[kGap]));
            values[kPart].push_back(step[kPart]);
            values[kPitch].push_back(step[kPitch]);
            values[kDuration].push_back(vocabulary.duration.value(step[kDuration]));
            values[kVelocity].push_back(vocabulary.velocity.value(step[kVelocity]));
        }
    const std::string unit(name_of(set.format.time_base));
    const std::array<std::string, kNoteFields> titles = {
        "Gap from the note before", "Part", "Pitch, as it is encoded", "Duration", "Velocity"};
    const std::array<std::string, kNoteFields> units = {
        unit, "number in the list of parts", "MIDI pitch; 60 is C4", unit, "MIDI velocity"};
    std::vector<Figure> figures;
    for (const NoteField field : {kGap, kPart, kPitch, kDuration, kVelocity})
        figures.push_back({std::string(name_of(field)),
                           histogram_svg(titles[field], units[field], values[field], "notes")});
    return figures;
}

std::vector<Figure> roll_figures(const LatentSet& set) {
    std::vector<double> onsets, sounding;
    for (const LatentClip& clip : set.clips) {
        const at::Tensor features = clip.features.contiguous();
        const auto values = values_of<std::uint8_t>(features);
        for (std::size_t frame = 0; frame + kRollWidth <= values.size(); frame += kRollWidth) {
            double keys = 0;
            for (std::size_t key = 0; key < kRollPitches; ++key) {
                keys += values[frame + key];
                if (values[frame + kRollPitches + key] != 0)
                    onsets.push_back(static_cast<double>(key) + 21);
            }
            sounding.push_back(keys);
        }
    }
    return {
        {"pitch", histogram_svg("Pitch of the onsets", "MIDI pitch; 60 is C4", onsets, "notes")},
        {"sounding", histogram_svg("Keys that sound in a frame", "keys", sounding, "frames")}};
}

std::string parts_table(const LatentSet& set) {
    std::string rows = table_row({"part", "name", "program", "drums"}, "th");
    for (std::size_t i = 0; i < set.format.parts.size(); ++i) {
        const PartKind& kind = set.format.parts[i];
        rows += table_row({std::to_string(i), kind.name, std::to_string(kind.program + 1),
                           kind.drums ? "yes" : "no"});
    }
    return html::wide_table(rows);
}

std::string samples_section(std::span<const Clip* const> encoded, const LatentSet& set,
                            const PlayerSound& player, std::vector<Figure>& figures) {
    std::vector<std::optional<Emotion>> emotions;
    for (const LatentClip& clip : set.clips) emotions.push_back(clip.emotion);
    std::vector<ShownScore> scores;
    for (const std::size_t i : clips_to_show(emotions, kShownPerQuadrant)) {
        Score score = decoded(set.clips[i], set);
        if (score.note_count() > 0) scores.push_back({encoded[i], std::move(score)});
    }
    return shown_scores(scores, player, figures);
}

}  // namespace

void write_score_latents_page(const Path& folder, std::span<const Clip* const> encoded,
                              const LatentSet& set, const PlayerSound& player) {
    const Json manifest = read_json(folder / "manifest.json");
    std::vector<Figure> figures = {counts_figure(manifest)};
    std::string body = summary_table(manifest, set) + "<h2>Clips</h2>\n" + splits_table(manifest) +
                       figures.front().svg + "<h2>Values</h2>\n" +
                       "<p class='how'>Over all clips, as a model sees them.</p>\n";
    for (Figure& figure : is_notes(set) ? note_figures(set) : roll_figures(set)) {
        body += figure.svg;
        figures.push_back(std::move(figure));
    }
    if (is_notes(set)) body += "<h2>Parts</h2>\n" + parts_table(set);
    body +=
        "<h2>Some clips</h2>\n<p class='how'>As the representation keeps them: encoded and "
        "decoded again.</p>\n" +
        samples_section(encoded, set, player, figures) + "<h2>Clips left out</h2>\n" +
        skipped_section(manifest.at("skipped"));
    for (const Figure& figure : figures)
        write_text(folder / "plots" / (figure.name + ".svg"), figure.svg);
    write_text(folder / "report.html", html::page("Features of " + shown(manifest.at("dataset")),
                                                  body, "svg{display:block;margin:.4rem 0}"));
}

}  // namespace affetto
