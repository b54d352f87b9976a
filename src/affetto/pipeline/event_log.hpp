#pragma once

#include <string>

#include "affetto/core/json.hpp"
#include "affetto/training/trainer.hpp"

namespace affetto {

/// Keeps what RunLog keeps as TensorBoard's event files too: train/* each step, epoch/* and
/// validation/* each epoch, the configuration as a text. A run that is resumed begins a further
/// file in the same folder, which says from which step on it counts. While training runs, what
/// cannot be written is a warning, and is written with what comes next.
class EventLog : public TrainingObserver {
public:
    EventLog(const Path& folder, const Json& config, std::int64_t resumed_at, Warn warn = {});

    Decision after_step(const StepReport& report) override;
    Decision after_epoch(const EpochReport& report, const Network& network) override;
    void before_checkpoint() override { flush_or_warn(); }
    /// Writes what is still held back; call at the end. Throws Error.
    void flush();

private:
    void flush_or_warn();

    Path file_;
    Warn warn_;
    std::size_t flush_at_;  ///< bytes of `pending_`
    std::string pending_;
};

}  // namespace affetto
