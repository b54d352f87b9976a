#include "affetto/pipeline/train_result.hpp"

#include <chrono>

#include "affetto/core/error.hpp"
#include "affetto/core/memory.hpp"
#include "affetto/core/version.hpp"
#include "affetto/generation/made_statistics.hpp"
#include "affetto/training/prior_builder.hpp"

namespace affetto {

bool ended_by_signal(const TrainingOutcome& outcome) {
    return outcome.stopped_by == "interrupted" || outcome.stopped_by == "SIGUSR1";
}

double seconds_to_finish(const TrainSetup& setup) {
    const auto* scores = dynamic_cast<const Cvae*>(setup.network.get());
    if (scores != nullptr)
        return setup.device.is_cpu()
                   ? seconds_of_prior(*scores, setup.set, setup.training().inferred_spread)
                   : 0;
    // One of the emotions that are measured, for all of them.
    const std::vector<Emotion> emotions = emotions_to_measure(setup.set);
    if (!setup.device.is_cpu()) return 0;
    const auto start = std::chrono::steady_clock::now();
    (void)measure_made_statistics({setup.description, setup.network, {}, {}}, {emotions.front()},
                                  static_cast<std::uint64_t>(setup.training().seed));
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count() *
           static_cast<double>(emotions.size());
}

std::optional<TrainedModel> finished_model(const TrainSetup& setup,
                                           const TrainingOutcome& outcome) {
    constexpr double kPatienceSeconds = 1;
    setup.network->to(at::kCPU);
    TrainedModel model{setup.description, setup.network, {}, {}};
    const auto* scores = dynamic_cast<const Cvae*>(setup.network.get());
    // SIGUSR1 comes early enough before the end to finish all.
    if (scores != nullptr && outcome.stopped_by == "interrupted" && outcome.checkpoint &&
        seconds_of_prior(*scores, setup.set, setup.training().inferred_spread) > kPatienceSeconds)
        return std::nullopt;
    if (scores != nullptr)
        model.prior = build_prior(*scores, setup.set, setup.training().inferred_spread);
    else if (!ended_by_signal(outcome))
        try {
            model.description.made =
                measure_made_statistics(model, emotions_to_measure(setup.set),
                                        static_cast<std::uint64_t>(setup.training().seed));
        } catch (const Interrupted&) {
            // The model is kept all the same.
        }
    return model;
}

void write_finished(const TrainSetup& setup, const TrainingOutcome& outcome,
                    const TrainedModel& model) {
    try {
        write_model(setup.folder, model.description, *model.network, model.prior,
                    setup.training().half_weights);
    } catch (const Error& fault) {
        throw Error(std::string(fault.what()) +
                    (outcome.checkpoint
                         ? "; the run is kept in " + display(*outcome.checkpoint) +
                               ": once that is mended, 'affetto train --resume' ends it"
                         : "; nothing of the run could be kept"));
    }
}

TrainSummary summary_of(const TrainSetup& setup, const TrainingOutcome& outcome) {
    TrainSummary summary;
    summary.steps = outcome.steps;
    summary.minutes = outcome.minutes;
    summary.set_up_seconds = outcome.set_up_seconds;
    summary.train_loss = outcome.last.train_total;
    summary.validation_loss = outcome.last.validation_total;
    summary.best_validation_loss = outcome.best_validation;
    summary.parameters = setup.network->parameter_count();
    summary.notes_per_second = outcome.steps_per_second;
    summary.stopped_by = outcome.stopped_by;
    summary.batch_size = setup.training().batch_size;
    summary.peak_memory = peak_memory();
    summary.collapsed = outcome.last.collapsed;
    summary.ranks = setup.trainer.ranks->size();
    return summary;
}

Json manifest_of(const TrainOptions& options, const TrainSetup& setup,
                 const TrainingOutcome& outcome, const TrainSummary& summary) {
    const RunRecord& record = setup.record;
    const std::string found_batch =
        record.batch_fit.is_null() ? "" : " --batch-size " + std::to_string(summary.batch_size);
    return {{"what", "affetto training run"},
            {"version", version()},
            {"latents", display(options.latents)},
            {"steps", summary.steps},
            {"epochs", outcome.epochs},
            {"minutes", summary.minutes},
            {"set_up_seconds", summary.set_up_seconds},
            {"stopped_by", summary.stopped_by},
            {"parameters", summary.parameters},
            {"precision", record.precision},
            {"threads", record.threads},
            {"peak_memory_bytes", summary.peak_memory},
            {"batch_fit", record.batch_fit},
            {"active_units", outcome.last.use.active_units()},
            {"kl_per_dimension", outcome.last.use.kl_per_dimension()},
            {"posterior_collapsed", summary.collapsed},
            {"latents_sha256", record.latents},
            {"changes_on_resume", record.changes},
            {"ranks", summary.ranks},
            {"device", setup.device.str()},
            {"torch", torch_version()},
            {"best_validation_loss", summary.best_validation_loss},
            {"notes_per_second", summary.notes_per_second},
            {"config", to_json(record.config)},
            {"repeat", "affetto train --steps " + std::to_string(summary.steps) + found_batch +
                           " with the same latents, options and seed"}};
}

}  // namespace affetto
