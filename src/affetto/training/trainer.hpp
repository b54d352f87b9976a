#pragma once

#include <chrono>
#include <functional>
#include <optional>

#include "affetto/core/progress.hpp"
#include "affetto/distributed/ranks.hpp"
#include "affetto/model/network.hpp"
#include "affetto/training/config.hpp"
#include "affetto/training/feature_adversary.hpp"
#include "affetto/training/warnings.hpp"

namespace affetto {

struct StepReport {
    std::int64_t step = 0;  ///< steps done, this one included
    std::int64_t epoch = 0;
    double total = 0, reconstruction = 0, kl = 0;  ///< nats: a step, a step, a clip
    double beta = 0, learning_rate = 0, gradient_norm = 0;
    double steps_per_second = 0;                          ///< notes or frames in training
    std::optional<double> emotion_error, adversary_loss;  ///< as in VaeLoss
    std::optional<AdversarialReport> adversary;           ///< where a discriminator spoke
};

struct EpochReport {
    std::int64_t epoch = 0, step = 0;
    double train_total = 0, train_reconstruction = 0, train_kl = 0;
    double validation_total = 0, validation_reconstruction = 0, validation_kl = 0;
    double learning_rate = 0, beta = 0, seconds = 0;  ///< seconds: of training since the start
    bool best = false;
    std::optional<AdversarialReport> adversary;  ///< means over the steps in which one spoke
    /// Of the validation clips, or of as many training clips where there are none.
    LatentUse use;
    bool collapsed = false;  ///< the posterior (collapse_watch.hpp)
};

enum class Decision { go_on, stop };

/// Who watches a run: the log, curves, samples. The network is handed over with the running-mean
/// weights in place at epochs.
struct TrainingObserver {
    virtual ~TrainingObserver() = default;
    virtual Decision after_step(const StepReport&) { return Decision::go_on; }
    virtual Decision after_epoch(const EpochReport&, const Network&) { return Decision::go_on; }
    /// What was seen so far must be on disk when a run may be resumed from here.
    virtual void before_checkpoint() {}
};

struct TrainingOutcome {
    std::int64_t steps = 0, epochs = 0;
    double minutes = 0;         ///< of the steps and what lies between them, earlier runs included
    double set_up_seconds = 0;  ///< before the first step of this process
    EpochReport last;           ///< of the last whole epoch
    double best_validation = 0;
    double steps_per_second = 0;     ///< notes or frames, over this process's steps
    std::string stopped_by;          ///< steps, epochs, minutes, early stop, interrupted, SIGUSR1
    std::optional<Path> checkpoint;  ///< the newest, to resume from
};

struct TrainerOptions {
    Path checkpoints;  ///< folder; made where it is absent
    Precision precision = Precision::float32;
    bool resume = false;  ///< from the newest checkpoint there
    bool overfit_one_batch = false;
    /// Those that train together (rank_steps.hpp). Observers watch, and files are written, on the
    /// first alone.
    std::shared_ptr<Ranks> ranks = std::make_shared<Ranks>();
    bool stop_at_request = false;  ///< a request for a checkpoint (core/checkpoint_request.hpp)
                                   ///< also ends the run
    Warn warn = {};
    /// When the command began: a limit in minutes counts what came before the first step too.
    std::chrono::steady_clock::time_point begun = std::chrono::steady_clock::now();
    /// Seconds that the rest of the command is expected to take, by what was measured so far: the
    /// limit leaves room for it. Of several processes neither is counted: all must stop at the
    /// same step.
    std::function<double()> seconds_after = {};
};

/// The training program, on the device of the network's weights; the draws are made on the CPU, so
/// that they are the same on every device. On return `network` holds the weights to keep: the
/// running mean at the best validation (at the end where there is no validation split, and where a
/// discriminator took part: the likelihood that validation measures prefers the blur that it was to
/// cure). Throws Error with the step and the last good checkpoint where the loss or a weight is no
/// number. A checkpoint that cannot be written is a warning: training goes on, and the next
/// interval tries again.
TrainingOutcome train_network(Network& network, const LatentSet& set, const TrainingConfig& config,
                              const TrainerOptions& options,
                              const std::vector<TrainingObserver*>& observers, Progress& progress);

/// The step of the newest checkpoint that reads whole (newest_checkpoint), 0 where there is none:
/// observers cut their logs there before a resumed run.
std::int64_t resume_step(const Path& checkpoints, const Warn& warn = {});

}  // namespace affetto
