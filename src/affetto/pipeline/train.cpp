#include "affetto/pipeline/train.hpp"

#include <algorithm>
#include <cmath>

#include "affetto/core/error.hpp"
#include "affetto/core/text.hpp"
#include "affetto/core/version.hpp"
#include "affetto/generation/made_statistics.hpp"
#include "affetto/generation/note_generator.hpp"
#include "affetto/pipeline/event_log.hpp"
#include "affetto/pipeline/run_log.hpp"
#include "affetto/pipeline/training_report.hpp"
#include "affetto/pipeline/training_samples.hpp"
#include "affetto/tensor/runtime.hpp"
#include "affetto/training/prior_builder.hpp"
#include "affetto/training/trainer.hpp"

namespace affetto {
namespace {

constexpr const char* kRunFile = "run.json";  ///< the configuration that a run was started with
constexpr const char* kEventsFolder = "tensorboard";

/// The defaults (of a resumed run: what it was started with), changed by --config, changed by
/// single options.
RunConfig resolve(const TrainOptions& options) {
    RunConfig config;
    if (options.resume) affetto::from_json(config, read_json(options.out / kRunFile));
    const bool new_limit = options.epochs || options.minutes || options.steps;
    if (options.resume && new_limit) {
        config.training.max_epochs = TrainingConfig{}.max_epochs;
        config.training.max_minutes = TrainingConfig{}.max_minutes;
    }
    if (options.config) affetto::from_json(config, read_json(*options.config));
    const auto take = [](auto& field, const auto& option) {
        if (option) field = static_cast<std::decay_t<decltype(field)>>(*option);
    };
    take(config.model.encoder, options.encoder);
    take(config.model.decoder, options.decoder);
    take(config.model.latent_dim, options.latent_dim);
    take(config.training.batch_size, options.batch_size);
    take(config.training.learning_rate, options.learning_rate);
    take(config.training.beta, options.beta);
    take(config.training.seed, options.seed);
    take(config.training.max_epochs, options.epochs);
    take(config.training.max_minutes, options.minutes);
    take(config.training.max_steps, options.steps);
    // A limit in epochs or minutes alone is not cut short by the default number of steps.
    if (!options.steps && (options.epochs || options.minutes))
        config.training.max_steps = 1'000'000'000;
    validate(config.model);
    validate(config.training);
    return config;
}

void check_reconstruction(const TrainOptions& options, Representation representation) {
    const std::string wanted = options.reconstruction.value_or("auto");
    const std::string_view kind = kind_of(representation);
    const std::string fits = kind == "categorical" ? "ce" : kind == "binary" ? "bce" : "mse";
    if (wanted != "auto" && wanted != fits)
        throw UsageError("--reconstruction " + wanted + ": the values of '" +
                         std::string(name_of(representation)) + "' are " + std::string(kind) +
                         " and need " + fits);
}

/// A fresh or a resumable folder for the run.
void prepare_folder(const TrainOptions& options) {
    std::error_code error;
    const bool used = std::filesystem::exists(options.out, error) &&
                      !(std::filesystem::is_directory(options.out, error) &&
                        std::filesystem::is_empty(options.out, error));
    if (options.resume) return;
    if (used && !options.overwrite)
        throw UsageError(display(options.out) +
                         ": exists and is not empty; pass --resume, --overwrite or another --out");
    if (used) {
        // Only what a training run writes is removed.
        for (const char* name :
             {"config.json", "model.safetensors", "history.csv", "log.jsonl", "manifest.json",
              kRunFile, "report.html", "checkpoints", "samples", "plots", kEventsFolder})
            std::filesystem::remove_all(options.out / name, error);
    }
    // A first write shows at once whether the place can be written to.
    write_text(options.out / "log.jsonl", "");
}

}  // namespace

TrainSummary train(const TrainOptions& options, Progress& progress) {
    // A run that was killed before its first checkpoint begins again.
    std::error_code error;
    if (options.resume && !std::filesystem::is_regular_file(options.out / kRunFile, error))
        throw UsageError(display(options.out) + ": nothing to resume: no training run there");
    RunConfig config = resolve(options);
    if (device_from_name(options.device) != at::kCPU)
        throw UsageError(
            "--device cuda: training runs on the CPU in this version; use --device cpu");
    const Precision precision = precision_from_name(options.precision);
    configure_runtime({options.threads.value_or(1)});
    const LatentSet set = read_latents(options.latents);
    check_reconstruction(options, set.representation);
    const Json settings = to_json(config);
    settle_families(config.model, is_sound(set.representation));

    prepare_folder(options);
    ModelDescription description;
    description.model = config.model;
    description.representation = set.representation;
    description.format = set.format;
    description.frames = set.frames;
    description.window = set.window;
    description.data = {{"dataset", set.manifest.value("dataset", std::string("unknown"))},
                        {"clips", set.clips.size()},
                        {"steps", set.steps()}};
    if (const auto inferred =
            std::count_if(set.clips.begin(), set.clips.end(),
                          [](const LatentClip& clip) { return clip.label_source == "inferred"; }))
        description.data["inferred_labels"] = inferred;
    at::Generator weights = make_generator(static_cast<std::uint64_t>(config.training.seed));
    const std::shared_ptr<Network> network = make_network(description, weights);
    write_json(options.out / "config.json", to_json(description));
    write_json(options.out / kRunFile, to_json(config));

    const Path checkpoints = options.out / "checkpoints";
    const std::int64_t resumed_at = options.resume ? resume_step(checkpoints) : 0;
    RunLog log(options.out, resumed_at);
    TrainingSamples samples(options.out / "samples", description, set, config.training);
    std::vector<TrainingObserver*> observers = {&log, &samples};
    std::optional<EventLog> events;
    if (options.tensorboard)
        observers.push_back(
            &events.emplace(options.out / kEventsFolder, to_json(config), resumed_at));
    std::optional<TrainingReport> report;
    if (options.report) {
        auto facts = training_facts(description, set, network->parameter_count());
        facts.insert(facts.end(), {{"latents folder", display(options.latents)},
                                   {"precision", std::string(name_of(precision))},
                                   {"threads", std::to_string(options.threads.value_or(1))},
                                   {"version", std::string(version())},
                                   {"libtorch", torch_version()}});
        observers.push_back(&report.emplace(
            ReportedRun{options.out, description, set, config.training, samples, resumed_at,
                        settings, to_json(RunConfig{}), std::move(facts)}));
    }
    TrainingOutcome outcome;
    try {
        outcome = train_network(*network, set, config.training,
                                {checkpoints, precision, options.resume, options.overfit_one_batch},
                                observers, progress);
    } catch (const std::exception& fault) {
        if (report) report->stop(std::string("failed: ") + fault.what());
        throw;
    }
    if (report && outcome.stopped_by == "interrupted")
        report->stop("interrupted; --resume goes on");
    if (events) events->flush();
    log.flush();

    Prior prior;
    if (const auto* scores = dynamic_cast<const Cvae*>(network.get()))
        prior = build_prior(*scores, set, config.training.inferred_spread);
    else if (outcome.stopped_by != "interrupted")
        description.made =
            measure_made_statistics({description, network, {}, {}}, emotions_to_measure(set),
                                    static_cast<std::uint64_t>(config.training.seed));
    write_model(options.out, description, *network, prior, config.training.half_weights);
    TrainSummary summary;
    summary.steps = outcome.steps;
    summary.minutes = outcome.minutes;
    summary.train_loss = outcome.last.train_total;
    summary.validation_loss = outcome.last.validation_total;
    summary.best_validation_loss = outcome.best_validation;
    summary.parameters = network->parameter_count();
    summary.notes_per_second = outcome.steps_per_second;
    summary.stopped_by = outcome.stopped_by;
    write_json(options.out / "manifest.json",
               {{"what", "affetto training run"},
                {"version", version()},
                {"latents", display(options.latents)},
                {"steps", summary.steps},
                {"epochs", outcome.epochs},
                {"minutes", summary.minutes},
                {"stopped_by", summary.stopped_by},
                {"parameters", summary.parameters},
                {"precision", name_of(precision)},
                {"threads", options.threads.value_or(1)},
                {"torch", torch_version()},
                {"best_validation_loss", summary.best_validation_loss},
                {"notes_per_second", summary.notes_per_second},
                {"config", to_json(config)},
                {"repeat", "affetto train --steps " + std::to_string(summary.steps) +
                               " with the same latents, options and seed"}});
    if (outcome.stopped_by == "interrupted") throw Interrupted();
    if (report) {
        report->finish(outcome, {description, network, prior, {}});
        summary.report = report->page();
        summary.report_share = report->drawing_share();
    }
    return summary;
}

}  // namespace affetto
