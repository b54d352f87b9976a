#pragma once

#include <optional>
#include <string>
#include <vector>

#include "affetto/pipeline/event_log.hpp"
#include "affetto/pipeline/run_log.hpp"
#include "affetto/pipeline/train_setup.hpp"
#include "affetto/pipeline/training_report.hpp"
#include "affetto/pipeline/training_samples.hpp"

namespace affetto {

/// Those who watch a run, on the first rank: its log, samples, TensorBoard's events and the report,
/// the last two where they are asked for.
class TrainingObservers {
public:
    /// `setup` outlives this.
    TrainingObservers(const TrainOptions& options, const TrainSetup& setup);
    TrainingObservers(const TrainingObservers&) = delete;
    TrainingObservers& operator=(const TrainingObservers&) = delete;

    const std::vector<TrainingObserver*>& all() const { return all_; }
    /// The last page of a run that stopped early, and why; nothing where none is asked for.
    void stop_report(const std::string& why) noexcept;
    /// Writes what the logs still hold back; what cannot be written is a warning.
    void flush();
    /// nullptr: none is asked for.
    TrainingReport* report() { return report_ ? &*report_ : nullptr; }

private:
    Warn warn_;
    RunLog log_;
    TrainingSamples samples_;
    std::optional<EventLog> events_;
    std::optional<TrainingReport> report_;
    std::vector<TrainingObserver*> all_;
};

}  // namespace affetto
