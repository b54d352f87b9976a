#include "affetto/pipeline/render.hpp"

#include <set>

#include "affetto/audio/levels.hpp"
#include "affetto/audio/sound_file.hpp"
#include "affetto/core/config.hpp"
#include "affetto/core/error.hpp"
#include "affetto/core/foreign_text.hpp"
#include "affetto/core/result_folder.hpp"
#include "affetto/core/sha256.hpp"
#include "affetto/core/version.hpp"
#include "affetto/midi/midi_file.hpp"
#include "affetto/pipeline/rendered_loudness.hpp"
#include "affetto/rendering/renderer.hpp"

namespace affetto {
namespace {

void check(const RenderOptions& options) {
    if (options.scores.empty()) throw UsageError("render: name at least one MIDI file");
    if (options.formats.empty()) throw UsageError("render: name at least one sound format");
    for (const std::string& format : options.formats) check_sound_format(format);
    (void)dither_from_name(options.dither);
}

/// The file's stem, fit for a file's name, with "-2", "-3", ... where that is taken.
std::string free_name(const Path& score, std::set<std::string>& taken) {
    constexpr std::size_t kLongest = 200;  // bytes, so that a number and an ending still fit
    const std::string stem = plain_name(display(score.stem()), kLongest);
    std::string name = stem;
    for (int n = 2; !taken.insert(name).second; ++n) name = stem + "-" + std::to_string(n);
    return name;
}

Json sidecar(const Path& source, const MidiReadResult& read, const RenderedSound& rendered,
             const Json& loudness, const Renderer& renderer,
             const std::vector<std::string>& formats, const std::string& dither) {
    const std::vector<float>& samples = rendered.sound.samples;
    return {{"what", "affetto rendered sound"},
            {"version", version()},
            {"source", display(source.filename())},
            {"source_sha256", sha256_of_file(source)},
            {"notes", read.score.note_count()},
            {"parts", read.score.parts.size()},
            {"warnings", read.warnings},
            {"formats", formats},
            {"dither", dither},
            {"seconds", rendered.sound.seconds()},
            {"peak_dbfs", to_decibels(peak_of(samples))},
            {"rms_dbfs", to_decibels(rms_of(samples))},
            {"scaled_db", rendered.scaled_db},
            {"loudness", loudness},
            {"tail_faded", rendered.tail_faded},
            {"soundfont", display(renderer.soundfont().filename())},
            {"soundfont_bytes", std::filesystem::file_size(renderer.soundfont())},
            {"render", to_json(renderer.config())}};
}

/// Renders into a folder, score by score.
class RenderRun {
public:
    RenderRun(const RenderOptions& options, const Path& folder)
        : options_(options), renderer_(options.render), folder_(folder) {}

    void add(const Path& score) {
        const MidiReadResult read = read_midi(score);
        RenderedSound rendered = render(score, read.score);
        const Json loudness = set_loudness(rendered, options_.loudness_lufs);
        const std::string name = free_name(score, taken_);
        for (const std::string& format : options_.formats) {
            write_sound(folder_ / Path(name + "." + format), rendered.sound, format,
                        SampleFormat::pcm16, dither_from_name(options_.dither));
            summary.files.push_back(name + "." + format);
        }
        write_json(
            folder_ / Path(name + ".json"),
            sidecar(score, read, rendered, loudness, renderer_, options_.formats, options_.dither));
        if (!read.warnings.empty()) summary.warnings.push_back({display(score), read.warnings});
        ++summary.scores;
        summary.sound_seconds += rendered.sound.seconds();
    }

    void write_manifest() const {
        Json skipped = Json::array();
        for (const SkippedFile& s : summary.skipped)
            skipped.push_back({{"path", s.path}, {"reason", s.reason}});
        Json warnings = Json::array();
        for (const FileWarnings& file : summary.warnings)
            warnings.push_back({{"path", file.path}, {"warnings", file.warnings}});
        write_json(folder_ / "manifest.json",
                   {{"what", "affetto rendered folder"},
                    {"version", version()},
                    {"files", summary.files},
                    {"skipped", skipped},
                    {"warnings", warnings},
                    {"loudness_lufs",
                     options_.loudness_lufs ? Json(*options_.loudness_lufs) : Json("off")},
                    {"render", to_json(renderer_.config())}});
    }

    RenderSummary summary;

private:
    RenderedSound render(const Path& path, const Score& score) const {
        try {
            return renderer_.render(score);
        } catch (const DataError& error) {
            throw DataError(display(path) + ": " + error.what());
        }
    }

    const RenderOptions& options_;
    Renderer renderer_;
    Path folder_;
    std::set<std::string> taken_{"manifest"};
};

}  // namespace

RenderSummary render(const RenderOptions& options, Progress& progress) {
    check(options);
    std::vector<Path> inputs = options.scores;
    inputs.emplace_back(options.render.soundfont);
    ResultFolder out({options.out, options.overwrite, std::move(inputs)});
    RenderRun run(options, out.path());
    const auto total = static_cast<std::int64_t>(options.scores.size());
    const auto finish = [&] {
        run.write_manifest();
        out.commit();
    };
    for (std::int64_t i = 0; i < total; ++i) {
        const Path& score = options.scores[static_cast<std::size_t>(i)];
        try {
            throw_if_interrupted();
            run.add(score);
        } catch (const Interrupted&) {
            if (run.summary.scores > 0) finish();
            throw;
        } catch (const DataError& error) {
            if (total == 1) throw;
            run.summary.skipped.push_back({display(score), error.what()});
        }
        progress.update("render", i + 1, total);
    }
    if (run.summary.scores == 0)
        throw DataError(
            "none of the " + std::to_string(total) +
            " files could be rendered; the first: " + run.summary.skipped.front().reason);
    finish();
    return run.summary;
}

}  // namespace affetto
