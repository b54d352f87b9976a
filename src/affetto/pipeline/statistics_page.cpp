#include "affetto/pipeline/statistics_page.hpp"

#include "affetto/midi/midi_file.hpp"
#include "affetto/pipeline/clips_to_show.hpp"
#include "affetto/pipeline/shown_clips.hpp"
#include "affetto/pipeline/statistics_sections.hpp"
#include "affetto/plots/histogram.hpp"
#include "affetto/plots/html.hpp"
#include "affetto/plots/plane.hpp"

namespace affetto {
namespace {

std::vector<Figure> figures_of(const ClipCollection& collection, const Json& manifest) {
    std::vector<double> durations, notes, densities, valence_sd, arousal_sd;
    std::vector<Emotion> emotions;
    for (const CollectedClip& clip : collection.items) {
        durations.push_back(clip.measures.duration);
        notes.push_back(clip.measures.notes);
        if (clip.measures.duration > 0)
            densities.push_back(clip.measures.notes / clip.measures.duration);
        if (clip.listed.emotion) emotions.push_back(*clip.listed.emotion);
        if (clip.listed.valence_sd) valence_sd.push_back(*clip.listed.valence_sd);
        if (clip.listed.arousal_sd) arousal_sd.push_back(*clip.listed.arousal_sd);
    }
    std::vector<Figure> figures = {
        counts_figure(manifest),
        {"valence-arousal", plane_svg("Labels on the valence-arousal plane", emotions)},
        {"durations", histogram_svg("Duration of a clip", "seconds", durations)},
        {"notes", histogram_svg("Notes in a clip", "notes", notes)},
        {"density", histogram_svg("Notes a second", "notes a second", densities)}};
    if (!valence_sd.empty())
        figures.push_back({"valence-spread", histogram_svg("Spread of the valence ratings",
                                                           "standard deviation", valence_sd)});
    if (!arousal_sd.empty())
        figures.push_back({"arousal-spread", histogram_svg("Spread of the arousal ratings",
                                                           "standard deviation", arousal_sd)});
    return figures;
}

std::string summary_table(const Json& manifest) {
    std::string table =
        rows_of(manifest, {"dataset", "credit", "synthetic", "clips", "labelled", "groups", "hours",
                           "notes", "time_base", "skipped_files", "version"});
    const Json& measured = manifest.at("time_base_measured");
    return html::wide_table(
        table +
        table_row(
            {"how the time base was decided",
             shown(measured.at("clips_on_grid")) + " of " + shown(manifest.at("clips")) +
                 " clips have at least " + shown(measured.at("clip_is_on_grid_from_share")) +
                 " of their onsets on a sixteenth or triplet of their own beats; mean share " +
                 shown(measured.at("mean_share_of_onsets_on_grid"))}));
}

std::string samples_section(const Path& folder, std::span<const Clip> clips,
                            const PlayerSound& player) {
    if (clips.empty()) return "";
    std::vector<std::optional<Emotion>> emotions;
    for (const Clip& clip : clips) emotions.push_back(clip.emotion);
    std::vector<ShownScore> shown;
    for (const std::size_t i : clips_to_show(emotions, kShownPerQuadrant))
        shown.push_back({&clips[i], read_midi(folder / clips[i].path).score});
    std::vector<Figure> figures;
    std::string body = "<h2>Some clips</h2>\n" + shown_scores(shown, player, figures);
    for (const Figure& figure : figures)
        write_text(folder / "plots" / (figure.name + ".svg"), figure.svg);
    return body;
}

}  // namespace

void write_statistics(const Path& folder, const ClipCollection& collection, const Json& manifest,
                      std::span<const Clip> clips, const PlayerSound& player) {
    std::string body = summary_table(manifest) + "<h2>Splits</h2>\n" + splits_table(manifest);
    bool spread_known = false;
    for (const Figure& figure : figures_of(collection, manifest)) {
        write_text(folder / "plots" / (figure.name + ".svg"), figure.svg);
        body += figure.svg;
        spread_known |= figure.name.find("spread") != std::string::npos;
    }
    if (!spread_known) body += "<p>The spread over raters is not known in this data set.</p>\n";
    body += samples_section(folder, clips, player);
    body += "<h2>Duplicates</h2>\n" + duplicates_section(manifest.at("duplicates"), "notes") +
            "<h2>Missing and skipped files</h2>\n" + skipped_section(manifest.at("skipped"));
    write_text(folder / "statistics.html",
               html::page("Statistics of " + shown(manifest.at("dataset")), body,
                          "svg{display:block;margin:1rem 0}"));
}

}  // namespace affetto
