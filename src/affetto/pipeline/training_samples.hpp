#pragma once

#include "affetto/model/model_folder.hpp"
#include "affetto/training/trainer.hpp"

namespace affetto {

/// Every so many seconds, one short piece a quadrant from the model as it is:
/// samples/epoch-N-Q1.mid, of sound its features as .npy. Its draws are its own, so that a run with
/// samples equals one without. A sample that cannot be written is a warning.
class TrainingSamples : public TrainingObserver {
public:
    TrainingSamples(Path folder, const ModelDescription& description, const LatentSet& set,
                    const TrainingConfig& config, Warn warn = {});

    Decision after_epoch(const EpochReport& report, const Network& network) override;

private:
    void write_samples(std::int64_t epoch, const Network& network) const;

    Path folder_;
    const ModelDescription* description_;
    const LatentSet* set_;
    std::uint64_t seed_;
    double next_seconds_;  ///< of training at which the next samples are due
    Warn warn_;
};

}  // namespace affetto
