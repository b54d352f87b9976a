#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "affetto/core/file.hpp"
#include "affetto/core/progress.hpp"

namespace affetto {

/// Stage three: a latents folder becomes a model folder. Absent options keep what --config or the
/// defaults say.
struct TrainOptions {
    Path latents;
    Path out;
    std::optional<Path> config;                   ///< JSON with differences from the defaults
    std::optional<std::string> encoder, decoder;  ///< conv, lstm, gru, transformer
    std::optional<int> latent_dim;
    std::optional<int> batch_size;
    bool fit_batch = false;  ///< find batch_size: the largest power of two that fits `memory_gb`
    std::optional<double> memory_gb;  ///< of this process; absent: 70% of what it may take
    std::optional<double> learning_rate;
    std::optional<double> beta;
    std::optional<std::string> beta_schedule;   ///< constant, linear, cyclical
    std::optional<int> accumulate;              ///< batches in a step
    std::optional<std::string> reconstruction;  ///< auto, mse, bce, ce
    bool adversarial = false;                   ///< a discriminator learns along
    std::optional<std::int64_t> epochs, steps;
    std::optional<double> minutes;
    std::optional<std::uint64_t> seed;
    std::optional<int> threads;
    std::string device = "auto";     ///< auto, cpu, cuda
    std::string precision = "auto";  ///< auto (bfloat16 where the processor has it; resumed: as
                                     ///< begun), float32, bfloat16
    bool resume = false;
    bool overwrite = false;
    bool overfit_one_batch = false;  ///< the first thing to try when learning fails
    bool stop_at_request = false;    ///< SIGUSR1 writes a checkpoint and ends, not only the former
    std::function<void(const std::string&)> warn;  ///< takes what the user should know meanwhile
    int ranks = 0;  ///< processes that train together; 0: as the launcher says, else one
    double timeout_seconds = 300;  ///< of everything that ranks wait for
    bool report = true;            ///< keep report.html with its pictures and final samples
    bool tensorboard = false;      ///< keep TensorBoard's event files too
};

struct TrainSummary {
    std::int64_t steps = 0;
    double minutes = 0;         ///< of training, earlier runs included
    double set_up_seconds = 0;  ///< before the first step
    double end_seconds = 0;     ///< after the last one: the model, its report
    double train_loss = 0;      ///< last epoch, nats a step: reconstruction + beta * KL
    double validation_loss = 0;
    double best_validation_loss = 0;  ///< 0: stopped before the first epoch ended
    std::int64_t parameters = 0;
    double notes_per_second = 0;
    std::string stopped_by;  ///< steps, minutes, epochs, early stop
    int batch_size = 0;
    std::uint64_t peak_memory = 0;  ///< bytes of this process at most, as the system counts them
    bool collapsed = false;         ///< the posterior, at the last epoch
    int rank = 0, ranks = 1;        ///< of a rank other than 0 nothing else is told
    Path report;                    ///< empty: none was asked for
    double report_share = 0;        ///< of the time that its drawing took
};

/// Throws Interrupted, with everything written, where a signal ended it. Throws UsageError where a
/// resumed run would not be the same run (run_record.hpp).
TrainSummary train(const TrainOptions& options, Progress& progress);

}  // namespace affetto
