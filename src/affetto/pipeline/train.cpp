#include "affetto/pipeline/train.hpp"

#include <chrono>

#include "affetto/core/error.hpp"
#include "affetto/core/text.hpp"
#include "affetto/pipeline/train_result.hpp"
#include "affetto/pipeline/train_setup.hpp"
#include "affetto/pipeline/training_observers.hpp"

namespace affetto {
namespace {

/// What a rank other than the first does: it learns, and leaves every file to the first.
TrainSummary follow(const TrainSetup& setup) {
    Progress silent;
    Ranks& ranks = *setup.trainer.ranks;
    train_network(*setup.network, setup.set, setup.training(), setup.trainer, {}, silent);
    ranks.leave();
    // Also where a signal ended it: a launcher must not stop the first, which still writes.
    TrainSummary summary;
    summary.rank = ranks.rank();
    summary.ranks = ranks.size();
    return summary;
}

/// config.json and run.json, so that the run can be resumed from now on.
void write_start(const Path& out, const TrainSetup& setup) {
    // A finished model that is trained further stays whole until the new one takes its place.
    std::error_code error;
    if (!setup.trainer.resume || !std::filesystem::exists(out / "config.json", error))
        write_json(out / "config.json", to_json(setup.description));
    write_run_record(out / kRunFile, setup.record);
}

/// Learns while the observers watch; what goes wrong stands in the report too.
TrainingOutcome learn(const TrainSetup& setup, TrainingObservers& observers, Progress& progress) {
    TrainingOutcome outcome;
    try {
        outcome = train_network(*setup.network, setup.set, setup.training(), setup.trainer,
                                observers.all(), progress);
        setup.trainer.ranks->leave();
    } catch (const std::exception& fault) {
        observers.stop_report(std::string("failed: ") + fault.what());
        throw;
    }
    observers.flush();
    return outcome;
}

}  // namespace

TrainSummary train(const TrainOptions& options, Progress& progress) {
    TrainSetup setup = set_up_training(options);
    if (!setup.trainer.ranks->first()) return follow(setup);

    write_start(setup.folder, setup);
    TrainingObservers observers(options, setup);
    if (setup.training().max_minutes > 0) {
        const double model_seconds = seconds_to_finish(setup);
        setup.trainer.seconds_after = [&observers, model_seconds] {
            constexpr double kWriting = 0.3;
            const TrainingReport* report = observers.report();
            return model_seconds + kWriting + (report != nullptr ? report->seconds_to_finish() : 0);
        };
    }
    const TrainingOutcome outcome = learn(setup, observers, progress);

    const auto ended = std::chrono::steady_clock::now();
    std::optional<TrainedModel> model;
    TrainSummary summary;
    try {
        model = finished_model(setup, outcome);
        if (model) write_finished(setup, outcome, *model);
        summary = summary_of(setup, outcome);
        write_json(setup.folder / "manifest.json", manifest_of(options, setup, outcome, summary));
    } catch (const std::exception& fault) {
        observers.stop_report(std::string("failed: ") + fault.what());
        throw;
    }
    if (ended_by_signal(outcome) || interrupt_requested()) {
        observers.stop_report("interrupted; --resume goes on");
        throw Interrupted("Go on with: affetto train --latents " +
                          shell_quoted(display(options.latents)) + " --out " +
                          shell_quoted(display(options.out)) + " --resume");
    }

    if (TrainingReport* report = observers.report()) {
        report->finish(outcome, *model);
        summary.report = options.out / report->page().filename();
        summary.report_share = report->drawing_share();
    }
    setup.place->finish();
    summary.end_seconds =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - ended).count();
    return summary;
}

}  // namespace affetto
