#pragma once

#include <string>
#include <vector>

#include "affetto/training/trainer.hpp"

namespace affetto {

/// Keeps log.jsonl (a row a step), history.csv (a row an epoch) and plots/ (curves of both
/// losses, redrawn each epoch) of a model folder. A resumed run first cuts both tables back to its
/// checkpoint. The losses of a discriminator stand where one spoke. While training runs, what
/// cannot be written is a warning, and is written with what comes next.
class RunLog : public TrainingObserver {
public:
    /// `adversarial`: history.csv has columns for a discriminator.
    RunLog(Path folder, std::int64_t resumed_at, Warn warn = {}, bool adversarial = false);

    Decision after_step(const StepReport& report) override;
    Decision after_epoch(const EpochReport& report, const Network& network) override;
    void before_checkpoint() override { flush(); }
    /// Writes what is still held back; call at the end. Throws Error.
    void flush();

private:
    void read_history(const Path& path, std::int64_t resumed_at);
    void draw() const;

    Path folder_;
    std::vector<std::string> columns_;
    Warn warn_;
    std::string pending_;
    std::size_t flush_at_;  ///< bytes of `pending_`
    std::vector<std::vector<std::string>> history_;
};

}  // namespace affetto
