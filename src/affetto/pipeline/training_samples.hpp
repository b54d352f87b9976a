#pragma once

#include <optional>
#include <vector>

#include "affetto/midi/score.hpp"
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
    /// Makes them now, of a model with its prior.
    void make(std::int64_t epoch, const TrainedModel& model);

    /// The newest, Q1 to Q4; of a resumed run none before the first are made.
    struct Newest {
        std::int64_t epoch = 0;
        std::vector<Path> files;
        std::vector<Score> scores;       ///< of notes and rolls
        std::vector<at::Tensor> frames;  ///< of sound, [T, D], not normalised
    };
    const std::optional<Newest>& newest() const { return newest_; }
    /// How long the newest took to make.
    std::optional<double> seconds_of_last() const { return seconds_; }

private:
    void write_samples(std::int64_t epoch, const Network& network);

    Path folder_;
    const ModelDescription* description_;
    const LatentSet* set_;
    std::uint64_t seed_;
    double inferred_spread_;
    double next_seconds_;  ///< of training at which the next samples are due
    Warn warn_;
    std::optional<Newest> newest_;
    std::optional<double> seconds_;
};

}  // namespace affetto
