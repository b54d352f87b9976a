#include "affetto/pipeline/train.hpp"

#include <algorithm>
#include <cmath>

#include "affetto/core/error.hpp"
#include "affetto/core/leftovers.hpp"
#include "affetto/core/memory.hpp"
#include "affetto/core/text.hpp"
#include "affetto/core/version.hpp"
#include "affetto/distributed/rank_group.hpp"
#include "affetto/generation/made_statistics.hpp"
#include "affetto/generation/note_generator.hpp"
#include "affetto/pipeline/event_log.hpp"
#include "affetto/pipeline/run_log.hpp"
#include "affetto/pipeline/run_record.hpp"
#include "affetto/pipeline/training_report.hpp"
#include "affetto/pipeline/training_samples.hpp"
#include "affetto/tensor/runtime.hpp"
#include "affetto/training/batch_fit.hpp"
#include "affetto/training/feature_discriminator.hpp"
#include "affetto/training/latents_fingerprint.hpp"
#include "affetto/training/prior_builder.hpp"
#include "affetto/training/rank_steps.hpp"
#include "affetto/training/trainer.hpp"

namespace affetto {
namespace {

constexpr const char* kRunFile = "run.json";  ///< the configuration that a run was started with
constexpr const char* kEventsFolder = "tensorboard";

/// `config` (the defaults; of a resumed run, what it was started with), changed by --config,
/// changed by single options.
RunConfig resolve(const TrainOptions& options, RunConfig config) {
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
    take(config.training.beta_schedule, options.beta_schedule);
    take(config.training.accumulate, options.accumulate);
    take(config.training.seed, options.seed);
    take(config.training.max_epochs, options.epochs);
    take(config.training.max_minutes, options.minutes);
    take(config.training.max_steps, options.steps);
    take(config.training.reconstruction, options.reconstruction);
    if (options.adversarial) config.training.adversarial = true;
    // A limit in epochs or minutes alone is not cut short by the default number of steps.
    if (!options.steps && (options.epochs || options.minutes))
        config.training.max_steps = 1'000'000'000;
    validate(config.model);
    validate(config.training);
    return config;
}

/// The losses of every kind of values, the first for "auto", and why no other.
void check_reconstruction(const std::string& wanted, Representation representation) {
    struct Choice {
        std::string_view kind;
        std::vector<std::string_view> losses;
        const char* reason;
    };
    static const std::vector<Choice> choices = {
        {"categorical", {"ce"}, "the fields of a note are classes, and nothing lies between two"},
        {"binary", {"bce", "mse"}, "every key is a bit of its own, no choice of one among many"},
        {"continuous", {"mse"}, "bce and ce need probabilities, and these values have no bounds"}};
    const auto choice = std::find_if(choices.begin(), choices.end(), [&](const Choice& c) {
        return c.kind == kind_of(representation);
    });
    const auto& fits = choice->losses;
    if (wanted == "auto" || std::find(fits.begin(), fits.end(), wanted) != fits.end()) return;
    throw UsageError("--reconstruction " + wanted + ": '" + std::string(name_of(representation)) +
                     "' needs " + std::string(fits[0]) +
                     (fits.size() > 1 ? " or " + std::string(fits[1]) : std::string()) + ": " +
                     choice->reason);
}

/// A fresh or a resumable folder for the run.
void prepare_folder(const TrainOptions& options) {
    std::error_code error;
    const bool used = std::filesystem::exists(options.out, error) &&
                      !(std::filesystem::is_directory(options.out, error) &&
                        std::filesystem::is_empty(options.out, error));
    if (options.resume) {
        for (const char* name : {"", "checkpoints", "samples", "plots"})
            remove_leftovers(options.out / name);
        return;
    }
    if (used && !options.overwrite)
        throw UsageError(display(options.out) +
                         ": exists and is not empty; pass --resume, --overwrite or another --out");
    if (used) {
        // Only what a training run writes is removed.
        for (const char* name :
             {"config.json", "model.safetensors", "history.csv", "log.jsonl", "manifest.json",
              kRunFile, "report.html", "checkpoints", "samples", "plots", kEventsFolder}) {
            std::filesystem::remove_all(options.out / name, error);
            if (error)
                throw Error(display(options.out / name) +
                            ": cannot be removed: " + error.message());
        }
    }
    // A first write shows at once whether the place can be written to.
    write_text(options.out / "log.jsonl", "");
}

/// What a run may take where --memory does not say: the rest is for everything else on the machine.
std::uint64_t memory_budget(const std::optional<double>& gigabytes) {
    constexpr double kShare = 0.7;
    if (gigabytes) return static_cast<std::uint64_t>(*gigabytes * 1e9);
    const auto available = available_memory();
    if (!available)
        throw UsageError(
            "--batch-size auto: the system does not say how much memory is free; "
            "give --memory GB");
    return static_cast<std::uint64_t>(kShare * static_cast<double>(*available + resident_memory()));
}

Json to_json(const BatchFit& fit) {
    Json measured = Json::array();
    for (const BatchMemory& m : fit.measured)
        measured.push_back({{"batch_size", m.batch}, {"bytes", m.bytes}});
    return {{"batch_size", fit.batch},
            {"bytes_for_a_pass", fit.budget},
            {"bytes_expected", fit.expected},
            {"measured", measured}};
}

void write_finished(const TrainOptions& options, const ModelDescription& description,
                    const Network& network, const Prior& prior, bool half,
                    const TrainingOutcome& outcome) {
    try {
        write_model(options.out, description, network, prior, half);
    } catch (const Error& fault) {
        throw Error(std::string(fault.what()) +
                    (outcome.checkpoint
                         ? "; the run is kept in " + display(*outcome.checkpoint) +
                               ": once that is mended, 'affetto train --resume' ends it"
                         : "; nothing of the run could be kept"));
    }
}

/// Where this process computes: of several on one machine each has a GPU of its own.
at::Device own_device(const TrainOptions& options) {
    const at::Device device = device_from_name(options.device);
    const Place place = launched_place(process_environment());
    if (device.is_cpu() || place.size == 1) return device;
    return {device.type(), static_cast<at::DeviceIndex>(place.local_rank)};
}

/// The processes of this run, as the launcher says.
std::shared_ptr<Ranks> join(const TrainOptions& options) {
    const Place place = launched_place(process_environment());
    if (options.ranks > 1 && options.ranks != place.size)
        throw UsageError("--ranks " + std::to_string(options.ranks) + ": this process is one of " +
                         std::to_string(place.size) +
                         (place.launcher.empty() ? "" : " started by " + place.launcher) +
                         "; leave --ranks to the launcher");
    return join_ranks(place, std::chrono::milliseconds(
                                 static_cast<std::int64_t>(options.timeout_seconds * 1000)));
}

bool ended_by_signal(const TrainingOutcome& outcome) {
    return outcome.stopped_by == "interrupted" || outcome.stopped_by == "SIGUSR1";
}

/// What a rank other than the first does: it learns, and leaves every file to the first.
TrainSummary follow(Network& network, const LatentSet& set, const TrainingConfig& config,
                    const TrainerOptions& options) {
    Progress silent;
    const TrainingOutcome outcome = train_network(network, set, config, options, {}, silent);
    options.ranks->leave();
    if (ended_by_signal(outcome)) throw Interrupted();
    TrainSummary summary;
    summary.rank = options.ranks->rank();
    summary.ranks = options.ranks->size();
    return summary;
}

}  // namespace

TrainSummary train(const TrainOptions& options, Progress& progress) {
    // A run that was killed before its first checkpoint begins again.
    std::error_code error;
    if (options.resume && !std::filesystem::is_regular_file(options.out / kRunFile, error))
        throw UsageError(display(options.out) + ": nothing to resume: no training run there");
    const RunRecord begun = options.resume ? read_run_record(options.out / kRunFile) : RunRecord{};
    RunRecord record = begun;
    RunConfig& config = record.config;
    config = resolve(options, begun.config);
    const at::Device device = own_device(options);
    const bool as_begun = options.precision == "auto" && !begun.precision.empty();
    const Precision precision = precision_from_name(as_begun ? begun.precision : options.precision);
    record.precision = name_of(precision);
    record.threads = options.threads.value_or(std::max(1, begun.threads));
    configure_runtime({record.threads});
    const std::shared_ptr<Ranks> ranks = join(options);
    const LatentSet set = read_latents(options.latents);
    record.latents = fingerprint_of(set);
    check_reconstruction(config.training.reconstruction, set.representation);
    if (config.training.adversarial) (void)layout_of(set.representation, 1);
    const Json settings = to_json(config);
    settle_families(config.model, is_sound(set.representation));

    // The first rank speaks for all.
    const Warn warn_first = ranks->first() ? Warn(options.warn) : Warn();
    const Path checkpoints = options.out / "checkpoints";
    const std::int64_t resumed_at = options.resume ? resume_step(checkpoints, warn_first) : 0;
    if (options.resume) {
        const Json changes = changes_on_resume(begun, record, resumed_at);
        if (!changes.empty())
            warn(warn_first, "resumed with " + changes_text(changes) +
                                 ": from here on the run is another than the one that was begun");
        record.changes.insert(record.changes.end(), changes.begin(), changes.end());
    }
    require_divisible(config.training.batch_size, ranks->size());
    if (options.fit_batch && !ranks->alone())
        throw UsageError("--batch-size auto: finds what fits one process; give --batch-size N");
    if (ranks->first()) prepare_folder(options);
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
    if (options.fit_batch && !options.resume) {
        const BatchFit fit = fit_batch(*network, set, precision, memory_budget(options.memory_gb));
        config.training.batch_size = fit.batch;
        record.batch_fit = to_json(fit);
    } else if (options.batch_size) {
        record.batch_fit = nullptr;
    }
    network->to(device);
    const TrainerOptions trainer{checkpoints,    precision,
                                 options.resume, options.overfit_one_batch,
                                 ranks,          options.stop_at_request,
                                 warn_first};
    if (!ranks->first()) return follow(*network, set, config.training, trainer);
    // A finished model that is trained further stays whole until the new one takes its place.
    if (!options.resume || !std::filesystem::exists(options.out / "config.json", error))
        write_json(options.out / "config.json", to_json(description));
    write_run_record(options.out / kRunFile, record);

    RunLog log(options.out, resumed_at, options.warn, config.training.adversarial);
    TrainingSamples samples(options.out / "samples", description, set, config.training,
                            options.warn);
    std::vector<TrainingObserver*> observers = {&log, &samples};
    std::optional<EventLog> events;
    if (options.tensorboard)
        observers.push_back(&events.emplace(options.out / kEventsFolder, to_json(config),
                                            resumed_at, options.warn));
    std::optional<TrainingReport> report;
    if (options.report) {
        auto facts = training_facts(description, set, network->parameter_count());
        facts.insert(facts.end(), {{"latents folder", display(options.latents)},
                                   {"precision", std::string(name_of(precision))},
                                   {"threads", std::to_string(record.threads)},
                                   {"version", std::string(version())},
                                   {"libtorch", torch_version()}});
        observers.push_back(&report.emplace(
            ReportedRun{options.out, description, set, config.training, samples, resumed_at,
                        settings, to_json(RunConfig{}), std::move(facts)}));
    }
    TrainingOutcome outcome;
    try {
        outcome = train_network(*network, set, config.training, trainer, observers, progress);
        ranks->leave();
    } catch (const std::exception& fault) {
        if (report) report->stop(std::string("failed: ") + fault.what());
        throw;
    }
    if (report && ended_by_signal(outcome)) report->stop("interrupted; --resume goes on");
    const auto flush = [&] {
        if (events) events->flush();
        log.flush();
    };
    write_or_warn(flush, "the end of the log is lost", options.warn);
    network->to(at::kCPU);

    Prior prior;
    if (const auto* scores = dynamic_cast<const Cvae*>(network.get()))
        prior = build_prior(*scores, set, config.training.inferred_spread);
    else if (!ended_by_signal(outcome))
        description.made =
            measure_made_statistics({description, network, {}, {}}, emotions_to_measure(set),
                                    static_cast<std::uint64_t>(config.training.seed));
    write_finished(options, description, *network, prior, config.training.half_weights, outcome);
    TrainSummary summary;
    summary.steps = outcome.steps;
    summary.minutes = outcome.minutes;
    summary.train_loss = outcome.last.train_total;
    summary.validation_loss = outcome.last.validation_total;
    summary.best_validation_loss = outcome.best_validation;
    summary.parameters = network->parameter_count();
    summary.notes_per_second = outcome.steps_per_second;
    summary.stopped_by = outcome.stopped_by;
    summary.batch_size = config.training.batch_size;
    summary.peak_memory = peak_memory();
    summary.collapsed = outcome.last.collapsed;
    summary.ranks = ranks->size();
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
                {"threads", record.threads},
                {"peak_memory_bytes", summary.peak_memory},
                {"batch_fit", record.batch_fit},
                {"active_units", outcome.last.use.active_units()},
                {"kl_per_dimension", outcome.last.use.kl_per_dimension()},
                {"posterior_collapsed", summary.collapsed},
                {"latents_sha256", record.latents},
                {"changes_on_resume", record.changes},
                {"ranks", summary.ranks},
                {"device", device.str()},
                {"torch", torch_version()},
                {"best_validation_loss", summary.best_validation_loss},
                {"notes_per_second", summary.notes_per_second},
                {"config", to_json(config)},
                {"repeat", "affetto train --steps " + std::to_string(summary.steps) +
                               (record.batch_fit.is_null()
                                    ? ""
                                    : " --batch-size " + std::to_string(summary.batch_size)) +
                               " with the same latents, options and seed"}});
    if (ended_by_signal(outcome)) throw Interrupted();
    if (report) {
        report->finish(outcome, {description, network, prior, {}});
        summary.report = report->page();
        summary.report_share = report->drawing_share();
    }
    return summary;
}

}  // namespace affetto
