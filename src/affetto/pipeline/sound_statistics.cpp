#include "affetto/pipeline/sound_statistics.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include "affetto/core/text.hpp"
#include "affetto/pipeline/clips_to_show.hpp"
#include "affetto/pipeline/sound_samples.hpp"
#include "affetto/pipeline/statistics_sections.hpp"
#include "affetto/plots/bars.hpp"
#include "affetto/plots/emotion_density.hpp"
#include "affetto/plots/histogram.hpp"
#include "affetto/plots/html.hpp"
#include "affetto/plots/plane.hpp"
#include "affetto/plots/svg.hpp"
#include "affetto/plots/waveform.hpp"

namespace affetto {
namespace {

constexpr float kPointGrid = 50;  // points a unit of the plane: nearer ones are one disc

/// A number of each chunk.
struct ChunkValues {
    std::vector<std::optional<Emotion>> emotions;
    std::vector<Split> splits;
    std::vector<double> lengths, levels, peaks, valence_sd, arousal_sd;
};

ChunkValues values_of(const ChunkCollection& collection, const ChunkConfig& config) {
    ChunkValues values;
    for_each_chunk(collection, config, [&](const Clip& clip, const MeasuredChunk& measured) {
        values.emotions.push_back(clip.emotion);
        values.splits.push_back(clip.split);
        values.lengths.push_back(clip.duration);
        values.levels.push_back(measured.level_db);
        values.peaks.push_back(measured.peak);
        if (clip.valence_sd) values.valence_sd.push_back(*clip.valence_sd);
        if (clip.arousal_sd) values.arousal_sd.push_back(*clip.arousal_sd);
    });
    return values;
}

std::vector<Emotion> emotions_of(const ChunkValues& values, std::optional<Split> split) {
    std::vector<Emotion> emotions;
    for (std::size_t i = 0; i < values.emotions.size(); ++i)
        if (values.emotions[i] && (!split || values.splits[i] == *split))
            emotions.push_back(*values.emotions[i]);
    return emotions;
}

Figure label_sources_figure(const Json& manifest) {
    std::vector<std::string> names;
    BarSeries series{"clips", {}};
    for (const auto& [name, count] : manifest.at("label_sources").items()) {
        names.push_back(name);
        series.counts.push_back(count.get<int>());
    }
    return {"label-sources", bars_svg("Where the labels come from", names, {series})};
}

std::vector<Figure> emotion_figures(const ChunkValues& values, const Json& manifest) {
    std::vector<Figure> figures = {counts_figure(manifest), label_sources_figure(manifest)};
    std::vector<Emotion> all = emotions_of(values, std::nullopt);
    if (all.empty()) return figures;
    figures.push_back({"density", emotion_density_svg("Density of the labels", all)});
    for (Emotion& e : all)
        e = {std::round(e.valence * kPointGrid) / kPointGrid,
             std::round(e.arousal * kPointGrid) / kPointGrid};
    figures.insert(figures.begin() + 2,
                   {"valence-arousal", plane_svg("Labels on the valence-arousal plane", all)});
    for (const Split split : {Split::train, Split::validation, Split::test}) {
        const std::vector<Emotion> some = emotions_of(values, split);
        const std::string name(name_of(split));
        if (!some.empty())
            figures.push_back(
                {"density-" + name, emotion_density_svg("Labels of the split " + name + ", " +
                                                            std::to_string(some.size()) + " clips",
                                                        some)});
    }
    return figures;
}

/// A bar a length, as chunks have few; a histogram of recordings and remainders, which have many.
Figure lengths_figure(const std::vector<double>& lengths) {
    constexpr std::size_t kMostBars = 12;
    const std::string title = "Length of a clip";
    std::map<double, int> counts;
    for (const double length : lengths) {
        ++counts[length];
        if (counts.size() > kMostBars) return {"lengths", histogram_svg(title, "seconds", lengths)};
    }
    std::vector<std::string> names;
    BarSeries series{"clips", {}};
    for (const auto& [length, count] : counts) {
        names.push_back(format_number(static_cast<float>(length)) + " s");
        series.counts.push_back(count);
    }
    return {"lengths", bars_svg(title, names, {series})};
}

std::vector<Figure> sound_figures(const ChunkValues& values) {
    std::vector<Figure> figures = {
        lengths_figure(values.lengths),
        {"levels", histogram_svg("Level of a clip (root mean square)", "decibels of full scale",
                                 values.levels)},
        {"peaks",
         histogram_svg("Peak of a clip", "of full scale; above 1 it is clipped", values.peaks)}};
    if (!values.valence_sd.empty())
        figures.push_back(
            {"valence-spread", histogram_svg("Spread of valence, over raters or time",
                                             "standard deviation", values.valence_sd)});
    if (!values.arousal_sd.empty())
        figures.push_back(
            {"arousal-spread", histogram_svg("Spread of arousal, over raters or time",
                                             "standard deviation", values.arousal_sd)});
    return figures;
}

/// The chosen chunks with waveform, label and player; their figures go to `figures` too.
std::string samples_section(const Path& folder, const ChunkCollection& collection,
                            const ChunkConfig& config,
                            std::span<const std::optional<Emotion>> emotions,
                            std::vector<Figure>& figures) {
    const std::vector<std::size_t> order = clips_to_show(emotions, kShownPerQuadrant);
    std::vector<Clip> chosen(order.size());
    std::size_t index = 0;
    for_each_chunk(collection, config, [&](const Clip& clip, const MeasuredChunk&) {
        const auto place = std::find(order.begin(), order.end(), index++);
        if (place != order.end()) chosen[static_cast<std::size_t>(place - order.begin())] = clip;
    });
    std::string body = shown_clips_text();
    for (const Clip& clip : chosen) {
        const AudioBuffer sound =
            shown_sound(folder / clip.path, std::min(kPlayerRate, config.sample_rate_hz));
        figures.push_back(
            {"clip-" + clip.id, waveform_svg("Waveform", sound.samples, sound.sample_rate_hz)});
        body += "<figure><h3>" + escape_markup(label_text(clip)) + "</h3>\n" + figures.back().svg +
                player(sound) + "</figure>\n";
    }
    return body;
}

std::string summary_table(const Json& manifest) {
    return html::wide_table(
        rows_of(manifest, {"dataset", "credit", "clips", "labelled", "groups", "hours",
                           "recordings", "recorded_hours", "sample_rate", "silent_chunks_left_out",
                           "remainders_left_out", "clipped_clips", "skipped_files", "version"}));
}

std::string notes_section(const Json& manifest) {
    std::string rows = table_row({"found", "what", "count"}, "th");
    for (const Json& part : manifest.at("found"))
        rows +=
            table_row({shown(part.at("path")), shown(part.at("what")), shown(part.at("count"))});
    std::string body = html::wide_table(rows);
    for (const Json& note : manifest.at("remarks"))
        body += "<p>" + escape_markup(shown(note)) + "</p>\n";
    return body;
}

std::string svgs(const std::vector<Figure>& figures) {
    std::string text;
    for (const Figure& figure : figures) text += figure.svg;
    return text;
}

}  // namespace

void write_sound_statistics(const Path& folder, const ChunkCollection& collection,
                            const ChunkConfig& config, const Json& manifest) {
    const ChunkValues values = values_of(collection, config);
    std::vector<Figure> figures = emotion_figures(values, manifest);
    std::string body =
        summary_table(manifest) + "<h2>Emotion</h2>\n" + splits_table(manifest) + svgs(figures);
    const std::vector<Figure> sound = sound_figures(values);
    body += "<h2>Sound</h2>\n" + svgs(sound) + "<h2>Some clips</h2>\n";
    figures.insert(figures.end(), sound.begin(), sound.end());
    body += samples_section(folder, collection, config, values.emotions, figures);
    body += "<h2>What was found</h2>\n" + notes_section(manifest) + "<h2>Duplicates</h2>\n" +
            duplicates_section(manifest.at("duplicates"), "sound") +
            "<h2>Missing and skipped files</h2>\n" + skipped_section(manifest.at("skipped"));
    const auto write = [&](const Path& name, const std::string& text) {
        write_unflushed(folder / name, std::as_bytes(std::span(text.data(), text.size())));
    };
    for (const Figure& figure : figures) write(Path("plots") / (figure.name + ".svg"), figure.svg);
    write("statistics.html", html::page("Statistics of " + shown(manifest.at("dataset")), body,
                                        "svg{display:block;margin:1rem 0}"));
    flush_file_system(folder);
}

}  // namespace affetto
