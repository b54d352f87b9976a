#pragma once

#include <string>
#include <vector>

#include "affetto/training/trainer.hpp"

namespace affetto {

/// Keeps log.jsonl (a row a step), history.csv (a row an epoch) and plots/ (curves of both
/// losses, redrawn each epoch) of a model folder. A resumed run first cuts both tables back to its
/// checkpoint.
class RunLog : public TrainingObserver {
public:
    RunLog(Path folder, std::int64_t resumed_at);

    Decision after_step(const StepReport& report) override;
    Decision after_epoch(const EpochReport& report, const Network& network) override;
    void before_checkpoint() override { flush(); }
    /// Writes what is still held back; call at the end.
    void flush();

private:
    Path folder_;
    std::string pending_;
    std::vector<std::vector<std::string>> history_;
};

}  // namespace affetto
