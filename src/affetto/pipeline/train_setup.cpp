#include "affetto/pipeline/train_setup.hpp"

#include <algorithm>
#include <chrono>

#include "affetto/core/error.hpp"
#include "affetto/core/memory.hpp"
#include "affetto/distributed/rank_group.hpp"
#include "affetto/pipeline/train_config.hpp"
#include "affetto/training/batch_fit.hpp"
#include "affetto/training/latents_fingerprint.hpp"
#include "affetto/training/rank_steps.hpp"

namespace affetto {
namespace {

/// Where this process computes: of several on one machine each has a GPU of its own.
at::Device own_device(const TrainOptions& options) {
    const at::Device device = device_from_name(options.device);
    const Place place = launched_place(process_environment());
    if (device.is_cpu() || place.size == 1) return device;
    const int devices = at::detail::getCUDAHooks().getNumGPUs();
    if (place.local_rank >= devices)
        throw UsageError("rank " + std::to_string(place.rank) + " is process " +
                         std::to_string(place.local_rank + 1) + " of its machine, which has " +
                         std::to_string(devices) + (devices == 1 ? " GPU" : " GPUs") +
                         "; start as many processes there as GPUs, or use --device cpu");
    return {device.type(), static_cast<at::DeviceIndex>(place.local_rank)};
}

/// The one that is asked for; of a resumed run, where none is, the one it was begun with.
Precision own_precision(const TrainOptions& options, const RunRecord& begun) {
    const bool as_begun = options.precision == "auto" && !begun.precision.empty();
    return precision_from_name(as_begun ? begun.precision : options.precision);
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

/// Adds what this resume changes to the record, and says so.
void note_changes(const RunRecord& begun, TrainSetup& setup) {
    const Json changes = changes_on_resume(begun, setup.record, setup.resumed_at);
    if (!changes.empty())
        warn(setup.trainer.warn,
             "resumed with " + changes_text(changes) +
                 ": from here on the run is another than the one that was begun");
    setup.record.changes.insert(setup.record.changes.end(), changes.begin(), changes.end());
}

ModelDescription describe(const ModelConfig& model, const LatentSet& set) {
    ModelDescription description;
    description.model = model;
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
    return description;
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

/// The batch size of a run whose network stands, where it is to be found.
void settle_batch_size(const TrainOptions& options, TrainSetup& setup) {
    if (options.fit_batch && !options.resume) {
        const BatchFit fit = fit_batch(*setup.network, setup.set, setup.trainer.precision,
                                       memory_budget(options.memory_gb));
        setup.record.config.training.batch_size = fit.batch;
        setup.record.batch_fit = to_json(fit);
    } else if (options.batch_size) {
        setup.record.batch_fit = nullptr;
    }
}

std::unique_ptr<TrainingPlace> place_of(const TrainOptions& options) {
    const OutputFolder output{
        options.out, options.overwrite, {options.latents, options.config.value_or("")}};
    auto place = std::make_unique<TrainingPlace>(output, options.resume);
    if (place->replaces()) warn(options.warn, waits_text(options.out, place->folder()));
    return place;
}

/// Says what the clips lack: labels to be conditioned on, clips to validate on.
void warn_of_lacks(const LatentSet& set, const Warn& to) {
    bool labelled = false, validated = false;
    for (const LatentClip& clip : set.clips) {
        labelled = labelled || (clip.split == "train" && (clip.emotion || !clip.labels.empty()));
        validated = validated || clip.split == "validation";
    }
    if (!labelled)
        warn(to,
             "no training clip has an emotion label: the model learns the music, but cannot "
             "follow an emotion");
    if (!validated)
        warn(to,
             "there is no validation clip: no validation loss is measured, and none chooses the "
             "checkpoint");
}

}  // namespace

TrainSetup set_up_training(const TrainOptions& options) {
    const auto begun_at = std::chrono::steady_clock::now();
    TrainSetup setup;
    setup.folder = training_folder(options.out, options.resume, options.overwrite);
    if (options.resume) require_run(setup.folder, "training run");
    const RunRecord begun = options.resume ? read_run_record(setup.folder / kRunFile) : RunRecord{};
    setup.record = begun;
    RunConfig& config = setup.record.config;
    config = resolve_config(options, begun.config);
    setup.device = own_device(options);
    require_device(config.training, setup.device);
    const Precision precision = own_precision(options, begun);
    setup.record.precision = name_of(precision);
    setup.record.threads = options.threads.value_or(std::max(1, begun.threads));
    configure_runtime({setup.record.threads});

    const std::shared_ptr<Ranks> ranks = join(options);
    if (ranks->first()) {
        setup.place = place_of(options);
        setup.folder = setup.place->folder();
    }
    // The first rank speaks for all.
    const Warn warn_first = ranks->first() ? Warn(options.warn) : Warn();
    setup.trainer = {
        setup.folder / "checkpoints", precision, options.resume, options.overfit_one_batch, ranks,
        options.stop_at_request,      warn_first};
    setup.trainer.begun = begun_at;

    setup.set = read_latents(options.latents);
    setup.record.latents = fingerprint_of(setup.set);
    require_losses(config.training, setup.set.representation);
    warn_of_lacks(setup.set, warn_first);
    setup.settings = to_json(config);
    // A limit in minutes or epochs lifts that of steps (resolve_config): nobody asked for it.
    if (!options.steps && (options.minutes || options.epochs))
        setup.settings["training"]["max_steps"] = TrainingConfig{}.max_steps;
    settle_families(config.model, is_sound(setup.set.representation));
    if (options.resume) {
        setup.resumed_at = resume_step(setup.trainer.checkpoints, warn_first);
        note_changes(begun, setup);
    }
    require_divisible(config.training.batch_size, ranks->size());
    if (options.fit_batch && !ranks->alone())
        throw UsageError("--batch-size auto: finds what fits one process; give --batch-size N");
    if (options.fit_batch && (!setup.device.is_cpu() || config.training.adversarial))
        throw UsageError(
            "--batch-size auto: measures the network alone, on the CPU; give --batch-size N with a "
            "GPU or --adversarial");
    setup.description = describe(config.model, setup.set);
    at::Generator weights = make_generator(static_cast<std::uint64_t>(config.training.seed));
    setup.network = make_network(setup.description, weights);
    settle_batch_size(options, setup);
    setup.settings["training"]["batch_size"] = config.training.batch_size;
    setup.network->to(setup.device);
    if (setup.place) setup.place->open();
    return setup;
}

}  // namespace affetto
