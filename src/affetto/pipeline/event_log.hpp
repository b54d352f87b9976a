#pragma once

#include <string>

#include "affetto/core/json.hpp"
#include "affetto/training/trainer.hpp"

namespace affetto {

/// Keeps what RunLog keeps as TensorBoard's event files too: train/* each step, epoch/* and
/// validation/* each epoch, the configuration as a text. A run that is resumed begins a further
/// file in the same folder, which says from which step on it counts.
class EventLog : public TrainingObserver {
public:
    EventLog(const Path& folder, const Json& config, std::int64_t resumed_at);

    Decision after_step(const StepReport& report) override;
    Decision after_epoch(const EpochReport& report, const Network& network) override;
    void before_checkpoint() override { flush(); }
    /// Writes what is still held back; call at the end.
    void flush();

private:
    Path file_;
    std::string pending_;
};

}  // namespace affetto
