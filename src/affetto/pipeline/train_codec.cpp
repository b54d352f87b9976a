#include "affetto/pipeline/train_codec.hpp"

#include <chrono>

#include "affetto/codec/codec_folder.hpp"
#include "affetto/codec/codec_layout.hpp"
#include "affetto/core/csv.hpp"
#include "affetto/core/error.hpp"
#include "affetto/core/text.hpp"
#include "affetto/core/version.hpp"
#include "affetto/pipeline/sound_windows.hpp"
#include "affetto/pipeline/training_place.hpp"
#include "affetto/plots/line_chart.hpp"
#include "affetto/tensor/runtime.hpp"
#include "affetto/tensor/tensor_file.hpp"
#include "affetto/training/checkpoint_files.hpp"
#include "affetto/training/codec_trainer.hpp"
#include "affetto/training/warnings.hpp"

namespace affetto {
namespace {

/// `folder` is the run's.
CodecRunConfig resolve(const TrainCodecOptions& options, const Path& folder) {
    CodecRunConfig config;
    if (options.resume) affetto::from_json(config, read_json(folder / kRunFile));
    if (options.preset) config.codec = codec_preset(*options.preset);
    if (options.config) affetto::from_json(config, read_json(*options.config));
    CodecTrainingConfig& t = config.training;
    if (options.batch_size) t.batch_size = *options.batch_size;
    if (options.learning_rate) t.learning_rate = *options.learning_rate;
    if (options.seed) t.seed = static_cast<std::int64_t>(*options.seed);
    if (options.minutes) t.max_minutes = *options.minutes;
    if (options.steps) t.max_steps = *options.steps;
    // A limit in minutes alone is not cut short by the default number of steps.
    if (options.minutes && !options.steps) t.max_steps = 1'000'000'000;
    if (options.steps && !options.minutes) t.max_minutes = 0;
    validate(config.codec);
    validate(config.training);
    return config;
}

/// history.csv, a row a validation, and its curves. Losses of training are means since the last.
class CodecLog : public CodecObserver {
public:
    CodecLog(Path folder, std::int64_t resumed_at, bool adversarial)
        : folder_(std::move(folder)), adversarial_(adversarial) {
        if (adversarial_)
            columns_.insert(columns_.end(), {"adversarial", "feature_matching", "discriminator"});
        const Path history = folder_ / "history.csv";
        if (resumed_at == 0 || !std::filesystem::exists(history)) return;
        const CsvTable table = read_csv(history);
        for (auto row : table.rows) {
            const auto step = parse_number(row[0]);
            if (!step || *step > static_cast<double>(resumed_at)) continue;
            row.resize(columns_.size(), "0");  // a discriminator may have come or gone
            rows_.push_back(std::move(row));
        }
    }

    void after_step(const CodecStep& step) override {
        sum_.total += step.total;
        sum_.mel += step.mel;
        sum_.waveform += step.waveform;
        sum_.commitment += step.commitment;
        sum_.adversarial += step.adversarial;
        sum_.feature_matching += step.feature_matching;
        if (step.discriminator) {
            sum_.discriminator = sum_.discriminator.value_or(0) + *step.discriminator;
            ++learned_;
        }
        ++steps_;
        rate_ = step.learning_rate;
    }

    void after_validation(const CodecValidation& v) override {
        const double n = std::max<double>(1, static_cast<double>(steps_));
        std::vector<std::string> row = {std::to_string(v.step)};
        for (const double value : {v.minutes, sum_.total / n, sum_.mel / n, sum_.waveform / n,
                                   sum_.commitment / n, rate_, v.mel, v.si_sdr, v.code_use})
            row.push_back(format_number(value));
        if (adversarial_)
            for (const double value : {sum_.adversarial / n, sum_.feature_matching / n,
                                       sum_.discriminator.value_or(0) /
                                           std::max<double>(1, static_cast<double>(learned_))})
                row.push_back(format_number(value));
        rows_.push_back(std::move(row));
        sum_ = {};
        steps_ = learned_ = 0;
        write_text(folder_ / "history.csv", to_csv(columns_, rows_));
        write_text(folder_ / "plots/mel.svg",
                   curve("Log-mel distance", "log10", {{"training", 3}, {"held out", 7}}));
        write_text(folder_ / "plots/si_sdr.svg", curve("SI-SDR", "dB", {{"held out", 8}}));
        if (adversarial_)
            write_text(folder_ / "plots/discriminator.svg",
                       curve("Discriminator", "loss",
                             {{"adversarial", 10}, {"features", 11}, {"its own", 12}}));
    }

private:
    std::string curve(const std::string& title, const std::string& unit,
                      const std::vector<std::pair<std::string, std::size_t>>& columns) const {
        std::vector<LineSeries> series;
        for (const auto& [name, column] : columns) {
            LineSeries line{name, {}, {}};
            for (const auto& row : rows_) {
                line.x.push_back(*parse_number(row[0]));
                line.y.push_back(*parse_number(row[column]));
            }
            series.push_back(std::move(line));
        }
        return line_chart_svg(title, {"steps", unit, false}, series);
    }

    Path folder_;
    bool adversarial_;
    std::vector<std::string> columns_ = {
        "step",       "minutes",       "train_total",  "train_mel",       "train_waveform",
        "commitment", "learning_rate", "held_out_mel", "held_out_si_sdr", "code_use"};
    std::vector<std::vector<std::string>> rows_;
    CodecStep sum_;
    std::int64_t steps_ = 0, learned_ = 0;  ///< since the last validation
    double rate_ = 0;
};

}  // namespace

TrainCodecSummary train_codec_on(const TrainCodecOptions& options, Progress& progress) {
    const auto begun = std::chrono::steady_clock::now();
    TrainingPlace place(
        {options.out, options.overwrite, {options.sound, options.config.value_or("")}},
        options.resume);
    const Path& folder = place.folder();
    if (options.resume) require_run(folder, "training run of a codec");
    if (place.replaces()) warn(options.warn, waits_text(options.out, folder));
    const CodecRunConfig config = resolve(options, folder);
    const CodecConfig& codec = config.codec;
    configure_runtime({options.threads});
    SoundWindows windows(options.sound, codec.sampling_rate, codec.audio_channels,
                         config.training.window_seconds);
    const at::Tensor held_out = windows.held_out(config.training.validation_windows);
    place.open();
    write_json(folder / kRunFile, to_json(config));

    const Path checkpoints = folder / "checkpoints";
    std::int64_t resumed_at = 0;
    if (options.resume) {
        if (const auto newest = newest_checkpoint(checkpoints))
            resumed_at =
                read_tensor_file(*newest).require("step", {1}, at::kLong).item<std::int64_t>();
    }
    CodecLog log(folder, resumed_at, config.training.adversarial_weight > 0);
    const TrainedCodec trained = train_codec(
        codec, config.training,
        [&](Random& rng) { return windows.draw(config.training.batch_size, rng); }, held_out,
        {checkpoints, options.resume, options.warn, begun}, log, progress);

    const auto ended = std::chrono::steady_clock::now();
    write_codec(folder, codec, trained.weights, config.training.half_weights);
    TrainCodecSummary summary;
    summary.steps = trained.steps;
    summary.parameters = parameter_count(codec);
    summary.minutes = trained.minutes;
    summary.set_up_seconds = trained.set_up_seconds;
    summary.mel = trained.validation.mel;
    summary.si_sdr = trained.validation.si_sdr;
    summary.code_use = trained.validation.code_use;
    summary.kbps = codec.target_bandwidths.back();
    summary.files = windows.files();
    summary.sound_seconds = windows.seconds();
    summary.stopped_by = trained.stopped_by;
    summary.skipped = windows.skipped();
    Json skipped = Json::array();
    for (const SkippedFile& file : summary.skipped)
        skipped.push_back({{"path", file.path}, {"reason", file.reason}});
    write_json(folder / "manifest.json", {{"what", "affetto codec training run"},
                                          {"version", version()},
                                          {"sound", display(options.sound)},
                                          {"files", summary.files},
                                          {"sound_seconds", summary.sound_seconds},
                                          {"skipped", skipped},
                                          {"steps", summary.steps},
                                          {"minutes", summary.minutes},
                                          {"stopped_by", summary.stopped_by},
                                          {"parameters", summary.parameters},
                                          {"held_out_mel", summary.mel},
                                          {"held_out_si_sdr", summary.si_sdr},
                                          {"code_use", summary.code_use},
                                          {"threads", options.threads},
                                          {"torch", torch_version()},
                                          {"config", to_json(config)}});
    if (trained.stopped_by == "interrupted")
        throw Interrupted("Go on with: affetto codec train --sound " +
                          shell_quoted(display(options.sound)) + " --out " +
                          shell_quoted(display(options.out)) + " --resume");
    place.finish();
    summary.end_seconds =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - ended).count();
    return summary;
}

}  // namespace affetto
