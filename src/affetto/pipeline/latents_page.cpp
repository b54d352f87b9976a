#include "affetto/pipeline/latents_page.hpp"

#include <algorithm>
#include <memory>

#include "affetto/core/error.hpp"
#include "affetto/core/progress.hpp"
#include "affetto/core/text.hpp"
#include "affetto/pipeline/clips_to_show.hpp"
#include "affetto/pipeline/frame_files.hpp"
#include "affetto/pipeline/frame_pictures.hpp"
#include "affetto/pipeline/sound_samples.hpp"
#include "affetto/pipeline/statistics_sections.hpp"
#include "affetto/pipeline/survey_pictures.hpp"
#include "affetto/plots/html.hpp"
#include "affetto/plots/svg.hpp"
#include "affetto/plots/waveform.hpp"

namespace affetto {
namespace {

/// Every folder shows what ears and eyes know; latents are shown by their own folder.
std::vector<Representation> shown_with(Representation own) {
    std::vector<Representation> shown = {Representation::mel, Representation::mfcc,
                                         Representation::chroma};
    if (own == Representation::encodec) shown.push_back(own);
    return shown;
}

std::string title_of(Representation r) {
    if (r == Representation::mel) return "Mel spectrogram";
    if (r == Representation::encodec) return "Latents, in deviations from the mean of all clips";
    return r == Representation::mfcc ? "MFCC, each in deviations from its mean in this clip"
                                     : "Chroma";
}

/// A row for each number or word of nested settings, under its path.
std::string settings_rows(const Json& settings, const std::string& path) {
    if (!settings.is_object()) return table_row({path, shown(settings)});
    std::string rows;
    for (const auto& [key, value] : settings.items())
        rows += settings_rows(value, path.empty() ? key : path + "." + key);
    return rows;
}

std::string inferred_section(const Json& manifest) {
    if (!manifest.contains("inferred")) return "";
    const Json& inferred = manifest.at("inferred");
    return "<h2>Labels that were inferred</h2>\n<p class='how'>" +
           escape_markup(inferred.at("how").get<std::string>()) + "</p>\n" +
           html::wide_table(rows_of(
               inferred, {"clips", "fitted_on", "listener_clips", "valence_sd", "arousal_sd"})) +
           "<p>Clips by where their label is from:</p>\n" +
           html::wide_table(
               rows_of(manifest.at("label_sources"), {"dynamic", "song", "inferred", "none"})) +
           (inferred.at("unheard").empty()
                ? std::string()
                : "<p>Could not be heard:</p>\n" + skipped_section(inferred.at("unheard")));
}

std::string summary_table(const Json& manifest, const LatentSet& set) {
    const double rate = frames_per_second(set.frames, set.representation);
    return html::wide_table(
        rows_of(manifest, {"dataset", "clips_folder", "representation", "clips", "hours"}) +
        table_row({"frames", shown(manifest.at("steps"))}) +
        table_row({"frames a second", format_fixed(rate, 3)}) +
        table_row({"values a frame", shown(manifest.at("values"))}) +
        table_row({"stored as", shown(manifest.at("dtype"))}) +
        table_row({"training window", std::to_string(set.window) + " frames, " +
                                          format_fixed(set.window / rate, 2) + " s"}) +
        rows_of(manifest, {"version"}));
}

std::string statistics_section(const LatentSet& set, const std::string& charts) {
    const FeatureStatistics& statistics = set.frames.statistics;
    std::vector<std::vector<std::string>> rows = {{"value", "mean", "deviation"}};
    const std::vector<std::string> names = value_names(set.representation, statistics.mean.size(0));
    for (std::size_t d = 0; d < names.size(); ++d) {
        const auto at = static_cast<std::int64_t>(d);
        rows.push_back({names[d], format_fixed(statistics.mean[at].item<double>(), 4),
                        format_fixed(statistics.deviation[at].item<double>(), 4)});
    }
    return "<p class='how'>Over the " + std::to_string(statistics.frames) +
           " frames of the training split. A model sees (value - mean) / deviation; what lies in "
           "the folder is not normalised.</p>\n" +
           charts + "<details><summary>Every number</summary>\n" + html::table(rows) +
           "</details>\n";
}

/// The figures one after another; they join those of the page.
std::string shown_figures(std::vector<Figure> more, std::vector<Figure>& figures) {
    std::string body;
    for (Figure& figure : more) {
        body += figure.svg;
        figures.push_back(std::move(figure));
    }
    return body;
}

std::string clips_section(const FrameSurvey& survey, std::vector<Figure>& figures) {
    const std::string pictures = shown_figures(clip_figures(survey), figures);
    if (pictures.empty()) return "";
    return "<h2>What clips are like</h2>\n<p class='how'>A clip is the mean and the deviation of "
           "each value over its frames. t-SNE keeps neighbours together; distances between groups "
           "mean nothing there.</p>\n" +
           pictures;
}

std::string codes_section(const Json& manifest, const FrameSurvey& survey,
                          std::vector<Figure>& figures) {
    if (!manifest.contains("codes")) return "";
    const int size = manifest.at("codes").at("codebook_size").get<int>();
    std::vector<std::vector<std::string>> rows = {{"codebook", "codes used", "perplexity"}};
    for (const CodeUse& use : code_use(survey))
        rows.push_back({std::to_string(rows.size()), std::to_string(use.used),
                        format_fixed(use.perplexity, 1)});
    return "<h2>Codes</h2>\n<p class='how'>What the codec's quantizer makes of the latents, over "
           "all "
           "clips: " +
           std::to_string(size) +
           " codes a codebook, each codebook describing what those before it left over. "
           "Perplexity: "
           "so many codes, used alike, would say as much.</p>\n" +
           shown_figures(code_figures(survey, size), figures) +
           "<details><summary>Every number</summary>\n" + html::table(rows) + "</details>\n";
}

/// What makes the pictures of a clip, made once.
class ClipPictures {
public:
    ClipPictures(const FrameFormat& format, Representation own) : format_(&format) {
        for (const Representation r : shown_with(own)) {
            Maker maker{r, nullptr, {}};
            try {
                maker.features = std::make_unique<SoundFeatures>(format, r);
            } catch (const ConfigError& fault) {  // the settings of the folder's own are in order
                maker.fault = fault.what();
            }
            makers_.push_back(std::move(maker));
        }
    }

    /// Waveform and features of a clip with their titles; where one cannot be made, why.
    std::string figures(const Clip& clip, const Path& file, std::vector<Figure>& figures) const {
        const AudioBuffer heard =
            shown_sound(file, std::min(kPlayerRate, format_->mel.sample_rate_hz));
        const std::string stem = "clip-" + clip.id + "-";
        figures.push_back(
            {stem + "waveform",
             waveform_svg("Waveform", heard.samples, heard.sample_rate_hz, svg::kColourScale)});
        std::string body = player(heard) + figures.back().svg;
        for (const Maker& maker : makers_) {
            try {
                if (!maker.features) throw DataError(maker.fault);
                figures.push_back(
                    {stem + std::string(name_of(maker.representation)), picture(maker, file)});
                body += figures.back().svg;
            } catch (const DataError& fault) {
                body += "<p>No " + std::string(name_of(maker.representation)) + ": " +
                        escape_markup(fault.what()) + "</p>\n";
            }
        }
        return body;
    }

private:
    struct Maker {
        Representation representation;
        std::unique_ptr<SoundFeatures> features;  // none: why not
        std::string fault;
    };

    std::string picture(const Maker& maker, const Path& file) const {
        AudioBuffer sound = shown_sound(file, sample_rate_of(*format_, maker.representation));
        const at::Tensor samples = at::from_blob(
            sound.samples.data(), {static_cast<std::int64_t>(sound.samples.size())}, at::kFloat);
        return frames_svg(title_of(maker.representation), maker.features->of(samples), *format_,
                          maker.representation);
    }

    const FrameFormat* format_;
    std::vector<Maker> makers_;
};

std::string samples_section(const ClipSet& clips, std::span<const std::size_t> encoded,
                            const LatentSet& set, std::vector<Figure>& figures) {
    std::vector<std::optional<Emotion>> emotions;
    for (const std::size_t i : encoded) emotions.push_back(clips.clips[i].emotion);
    const ClipPictures pictures(set.frames, set.representation);
    std::string body = shown_clips_text();
    for (const std::size_t chosen : clips_to_show(emotions, kShownPerQuadrant)) {
        throw_if_interrupted();
        const Clip& clip = clips.clips[encoded[chosen]];
        body += "<figure><h3>" + escape_markup(label_text(clip)) + "</h3>\n" +
                pictures.figures(clip, clips.file_of(clip), figures) + "</figure>\n";
    }
    return body;
}

}  // namespace

void write_latents_page(const Path& folder, const ClipSet& clips,
                        std::span<const std::size_t> encoded, const LatentSet& set,
                        const FrameSurvey& survey) {
    const Json manifest = read_json(folder / "manifest.json");
    std::vector<Figure> figures;
    std::string body =
        summary_table(manifest, set) + "<h2>Clips</h2>\n" + splits_table(manifest) +
        shown_figures({counts_figure(manifest)}, figures) + inferred_section(manifest) +
        "<h2>Values</h2>\n" +
        statistics_section(
            set, shown_figures({{"statistics", statistics_svg(set.frames, set.representation)},
                                values_figure(survey, set)},
                               figures)) +
        "<details><summary>How they are made</summary>\n" +
        html::wide_table(settings_rows(
            to_json(set.frames, set.representation).at(std::string(name_of(set.representation))),
            "")) +
        "</details>\n" + clips_section(survey, figures) + codes_section(manifest, survey, figures) +
        "<h2>Some clips</h2>\n" + samples_section(clips, encoded, set, figures) +
        "<h2>Clips left out</h2>\n" + skipped_section(manifest.at("skipped"));
    const auto write = [&](const Path& name, const std::string& text) {
        write_unflushed(folder / name, std::as_bytes(std::span(text.data(), text.size())));
    };
    for (const Figure& figure : figures) write(Path("plots") / (figure.name + ".svg"), figure.svg);
    write("report.html", html::page("Features of " + shown(manifest.at("dataset")), body,
                                    "svg{display:block;margin:.4rem 0}"));
    flush_file_system(folder);
}

}  // namespace affetto
