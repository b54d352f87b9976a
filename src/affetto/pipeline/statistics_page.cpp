#include "affetto/pipeline/statistics_page.hpp"

#include <algorithm>

#include "affetto/core/text.hpp"
#include "affetto/plots/bars.hpp"
#include "affetto/plots/histogram.hpp"
#include "affetto/plots/html.hpp"
#include "affetto/plots/plane.hpp"
#include "affetto/plots/svg.hpp"

namespace affetto {
namespace {

constexpr std::size_t kShownRows = 1'000;  // of a list; manifest.json has them all

struct Figure {
    std::string name;  ///< of its file below plots/
    std::string svg;
};

std::string row(std::initializer_list<std::string> cells, const char* tag = "td") {
    std::string text = "<tr>";
    for (const std::string& cell : cells)
        text += "<" + std::string(tag) + ">" + escape_markup(cell) + "</" + tag + ">";
    return text + "</tr>\n";
}

/// A word or a number of the manifest as a person reads it.
std::string shown(const Json& value) {
    if (value.is_string()) return value.get<std::string>();
    if (value.is_number_float()) return format_fixed(value.get<double>(), 3);
    return value.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Figure counts_figure(const Json& manifest) {
    std::vector<std::string> categories = {"Q1", "Q2", "Q3", "Q4", "unlabelled"};
    std::vector<BarSeries> series;
    for (const auto& [split, counts] : manifest.at("splits").items()) {
        series.push_back({split, {}});
        for (const std::string& category : categories)
            series.back().counts.push_back(counts.at(category).get<int>());
    }
    return {"splits", bars_svg("Clips per split and quadrant", categories, series)};
}

std::vector<Figure> figures_of(const ClipCollection& collection, const Json& manifest) {
    std::vector<double> durations, notes, densities, valence_sd, arousal_sd;
    std::vector<Emotion> emotions;
    for (const CollectedClip& clip : collection.clips) {
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
    std::string table = "<table>\n";
    for (const char* key : {"dataset", "credit", "synthetic", "clips", "labelled", "groups",
                            "hours", "notes", "time_base", "skipped_files", "version"})
        table += row({key, shown(manifest.at(key))});
    const Json& measured = manifest.at("time_base_measured");
    return table +
           row({"how the time base was decided",
                shown(measured.at("clips_on_grid")) + " of " + shown(manifest.at("clips")) +
                    " clips have at least " + shown(measured.at("clip_is_on_grid_from_share")) +
                    " of their onsets on a sixteenth or triplet of their own beats; mean share " +
                    shown(measured.at("mean_share_of_onsets_on_grid"))}) +
           "</table>\n";
}

std::string splits_table(const Json& manifest) {
    std::string table =
        "<table>\n" + row({"split", "clips", "Q1", "Q2", "Q3", "Q4", "unlabelled"}, "th");
    for (const auto& [split, counts] : manifest.at("splits").items())
        table +=
            row({split, shown(counts.at("clips")), shown(counts.at("Q1")), shown(counts.at("Q2")),
                 shown(counts.at("Q3")), shown(counts.at("Q4")), shown(counts.at("unlabelled"))});
    return table + "</table>\n";
}

std::string not_all(std::size_t rows) {
    if (rows <= kShownRows) return {};
    return "<p>" + std::to_string(rows - kShownRows) + " more are in manifest.json.</p>\n";
}

std::string joined(const Json& ids) {
    std::string text;
    for (const Json& id : ids) text += (text.empty() ? "" : ", ") + id.get<std::string>();
    return text;
}

std::string duplicates_section(const Json& duplicates) {
    if (duplicates.empty()) return "<p>No two clips have the same notes.</p>\n";
    std::string table = "<table>\n" + row({"same notes", "left out (in another split)"}, "th");
    for (std::size_t i = 0; i < std::min(duplicates.size(), kShownRows); ++i)
        table += row({joined(duplicates[i].at("kept")), joined(duplicates[i].at("dropped"))});
    return table + "</table>\n" + not_all(duplicates.size());
}

std::string skipped_section(const Json& skipped) {
    if (skipped.empty()) return "<p>None.</p>\n";
    std::string table = "<table>\n" + row({"file", "reason"}, "th");
    for (std::size_t i = 0; i < std::min(skipped.size(), kShownRows); ++i)
        table += row({shown(skipped[i].at("path")), shown(skipped[i].at("reason"))});
    return table + "</table>\n" + not_all(skipped.size());
}

}  // namespace

void write_statistics(const Path& folder, const ClipCollection& collection, const Json& manifest) {
    std::string body = summary_table(manifest) + "<h2>Splits</h2>\n" + splits_table(manifest);
    bool spread_known = false;
    for (const Figure& figure : figures_of(collection, manifest)) {
        write_text(folder / "plots" / (figure.name + ".svg"), figure.svg);
        body += figure.svg;
        spread_known |= figure.name.find("spread") != std::string::npos;
    }
    if (!spread_known) body += "<p>The spread over raters is not known in this data set.</p>\n";
    body += "<h2>Duplicates</h2>\n" + duplicates_section(manifest.at("duplicates")) +
            "<h2>Missing and skipped files</h2>\n" + skipped_section(manifest.at("skipped"));
    write_text(folder / "statistics.html",
               html::page("Statistics of " + shown(manifest.at("dataset")), body,
                          "svg{display:block;margin:1rem 0}"));
}

}  // namespace affetto
