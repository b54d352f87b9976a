#include "affetto/pipeline/training_observers.hpp"

#include "affetto/core/version.hpp"
#include "affetto/tensor/runtime.hpp"

namespace affetto {
namespace {

constexpr const char* kEventsFolder = "tensorboard";  // of an EventLog

/// What is trained on what, and with what, for the report.
std::vector<std::pair<std::string, std::string>> facts_of(const TrainOptions& options,
                                                          const TrainSetup& setup) {
    auto facts = training_facts(setup.description, setup.set, setup.network->parameter_count());
    facts.insert(facts.end(), {{"latents folder", display(options.latents)},
                               {"precision", setup.record.precision},
                               {"threads", std::to_string(setup.record.threads)},
                               {"version", std::string(version())},
                               {"libtorch", torch_version()}});
    return facts;
}

}  // namespace

TrainingObservers::TrainingObservers(const TrainOptions& options, const TrainSetup& setup)
    : warn_(options.warn),
      log_(setup.folder, setup.resumed_at, warn_, setup.training().adversarial),
      samples_(setup.folder / "samples", setup.description, setup.set, setup.training(), warn_),
      all_{&log_, &samples_} {
    if (options.tensorboard)
        all_.push_back(&events_.emplace(setup.folder / kEventsFolder, to_json(setup.record.config),
                                        setup.resumed_at, warn_));
    if (options.report)
        all_.push_back(&report_.emplace(ReportedRun{
            setup.folder, setup.description, setup.set, setup.training(), samples_,
            setup.resumed_at, setup.settings, to_json(RunConfig{}), facts_of(options, setup)}));
}

void TrainingObservers::stop_report(const std::string& why) noexcept {
    if (report_) report_->stop(why);
}

void TrainingObservers::flush() {
    const auto write = [&] {
        if (events_) events_->flush();
        log_.flush();
    };
    write_or_warn(write, "the end of the log is lost", warn_);
}

}  // namespace affetto
