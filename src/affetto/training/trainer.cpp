#include "affetto/training/trainer.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>

#include "affetto/core/error.hpp"
#include "affetto/core/text.hpp"
#include "affetto/training/checkpoint.hpp"
#include "affetto/training/sampler.hpp"
#include "affetto/training/schedule.hpp"
#include "affetto/training/swapped_weights.hpp"

namespace affetto {
namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) {
    return std::chrono::duration<double>(Clock::now() - start).count();
}

/// Mean loss over the validation windows; the latent is the posterior mean, nothing is dropped.
VaeLoss validate_on(const Network& network, const LatentSet& set,
                    const std::vector<Window>& windows, const LossConfig& loss_config,
                    Precision precision) {
    torch::NoGradGuard no_grad;
    VaeLoss sum;
    double total = 0, steps = 0;
    constexpr std::size_t kBatch = 16;
    for (std::size_t i = 0; i < windows.size(); i += kBatch) {
        const std::size_t count = std::min(kBatch, windows.size() - i);
        const Batch batch = make_batch({windows.data() + i, count}, set);
        const VaeLoss loss = network.loss(batch, loss_config, {nullptr, precision});
        const double weight = batch.mask.sum().item<double>();
        total += loss.total.item<double>() * weight;
        sum.reconstruction += loss.reconstruction * weight;
        sum.kl += loss.kl * weight;
        steps += weight;
    }
    sum.total = at::scalar_tensor(total / steps, at::kDouble);
    sum.reconstruction /= steps;
    sum.kl /= steps;
    return sum;
}

void update_ema(at::Tensor& ema, const at::Tensor& values, double decay, std::int64_t step) {
    torch::NoGradGuard no_grad;
    // The first steps are forgotten fast.
    const double n = static_cast<double>(step);
    ema.lerp_(values, 1 - std::min(decay, (1 + n) / (10 + n)));
}

}  // namespace

std::int64_t resume_step(const Path& checkpoints) {
    const std::optional<Path> path = newest_checkpoint(checkpoints);
    if (!path) return 0;
    return read_tensor_file(*path).require("counters", {4}, at::kLong)[0].item<std::int64_t>();
}

TrainingOutcome train_network(Network& network, const LatentSet& set, const TrainingConfig& config,
                              const TrainerOptions& options,
                              const std::vector<TrainingObserver*>& observers, Progress& progress) {
    validate(config);
    std::filesystem::create_directories(options.checkpoints);
    FlatParameters parameters(network);
    AdamW optimizer(parameters);
    at::Tensor ema = parameters.values.clone(), best = parameters.values.clone();
    WindowSampler sampler(set, config);
    const std::vector<Window> held_out = validation_windows(set, config.validation_clips);

    TrainingState state;
    state.noise = make_generator(static_cast<std::uint64_t>(config.seed) * 2 + 1);
    state.data = Random(static_cast<std::uint64_t>(config.seed), 1);
    std::optional<Path> last_good =
        options.resume ? newest_checkpoint(options.checkpoints) : std::nullopt;
    if (last_good) {
        read_checkpoint(*last_good, state, parameters, optimizer, ema, best);
        sampler.set_queue(state.queue);
    }
    const auto save = [&] {
        for (TrainingObserver* observer : observers) observer->before_checkpoint();
        state.queue = sampler.queue();
        write_checkpoint(options.checkpoints, state, parameters, optimizer, ema, best);
        last_good = options.checkpoints / ("step-" + std::to_string(state.step) + ".safetensors");
    };

    const std::int64_t steps_per_epoch = std::max<std::int64_t>(
        1, (sampler.clips_per_epoch() + config.batch_size - 1) / config.batch_size);
    const double minutes_before = state.minutes;
    const Clock::time_point start = Clock::now();
    double notes = 0;
    TrainingOutcome outcome;
    std::optional<Batch> only_batch;
    const auto limit_reached = [&]() -> std::string {
        if (state.step >= config.max_steps) return "steps";
        if (config.max_epochs > 0 && state.epoch >= config.max_epochs) return "epochs";
        if (config.max_minutes > 0 && state.minutes >= config.max_minutes) return "minutes";
        if (config.patience_epochs > 0 && state.epoch - state.best_epoch > config.patience_epochs)
            return "early stop";
        if (interrupt_requested()) return "interrupted";
        return "";
    };

    while ((outcome.stopped_by = limit_reached()).empty()) {
        if (options.overfit_one_batch && !only_batch) only_batch = sampler.next(state.data);
        const Batch batch = only_batch ? *only_batch : sampler.next(state.data);
        const double beta = beta_at(config, state.step);
        const double learning_rate = learning_rate_at(config, state.step);
        const Forward mode{&state.noise, options.precision};
        const VaeLoss loss = network.loss(batch, {beta, config.free_nats}, mode);
        parameters.gradients.zero_();
        loss.total.backward();
        const double norm = clip_gradients(parameters, config.clip_norm);
        const double total = loss.total.item<double>();
        if (!std::isfinite(total) || !std::isfinite(norm))
            throw Error("training: the loss is no number at step " +
                        std::to_string(state.step + 1) + " (loss " + std::to_string(total) +
                        ", gradient norm " + std::to_string(norm) +
                        "); the last good checkpoint is " +
                        (last_good ? display(*last_good) : std::string("none yet")) +
                        "; try a lower --learning-rate and --resume");
        optimizer.update(parameters, learning_rate, config.weight_decay, state.step);
        update_ema(ema, parameters.values, config.ema_decay, state.step);
        ++state.step;
        state.sum_total += total;
        state.sum_reconstruction += loss.reconstruction;
        state.sum_kl += loss.kl;
        ++state.sum_steps;
        notes += batch.mask.sum().item<double>();
        const double seconds = seconds_since(start);
        state.minutes = minutes_before + seconds / 60;

        const StepReport step{state.step, state.epoch,   total, loss.reconstruction, loss.kl,
                              beta,       learning_rate, norm,  notes / seconds};
        bool stop = false;
        for (TrainingObserver* observer : observers)
            stop |= observer->after_step(step) == Decision::stop;

        if (state.sum_steps == steps_per_epoch) {
            ++state.epoch;
            const double n = static_cast<double>(state.sum_steps);
            EpochReport report{state.epoch,
                               state.step,
                               state.sum_total / n,
                               state.sum_reconstruction / n,
                               state.sum_kl / n,
                               0,
                               0,
                               0,
                               learning_rate,
                               beta,
                               state.minutes * 60,
                               false};
            state.sum_total = state.sum_reconstruction = state.sum_kl = 0;
            state.sum_steps = 0;
            const SwappedWeights swapped(parameters, ema);
            if (!held_out.empty()) {
                // Compared at the final beta, so that early epochs do not look better for free.
                const VaeLoss held = validate_on(
                    network, set, held_out, {config.beta, config.free_nats}, options.precision);
                report.validation_total = held.total.item<double>();
                report.validation_reconstruction = held.reconstruction;
                report.validation_kl = held.kl;
            }
            report.best = held_out.empty() || state.best_validation == 0 ||
                          report.validation_total < state.best_validation;
            if (report.best) {
                torch::NoGradGuard no_grad;
                state.best_validation = report.validation_total;
                state.best_epoch = state.epoch;
                best.copy_(ema);
            }
            for (TrainingObserver* observer : observers)
                stop |= observer->after_epoch(report, network) == Decision::stop;
            outcome.last = report;
        }
        if (state.step % config.checkpoint_steps == 0) save();
        std::int64_t done = state.step, of = config.max_steps;
        if (config.max_minutes > 0) {
            done = static_cast<std::int64_t>(state.minutes * 600);
            of = static_cast<std::int64_t>(config.max_minutes * 600);
        }
        progress.update("train", std::min(done, of), of,
                        "loss " + format_fixed(total, 2) + ", KL " + format_fixed(loss.kl, 1) +
                            ", " + format_fixed(notes / seconds, 0) + " tokens/s");
        if (stop) {
            outcome.stopped_by = "observer";
            break;
        }
    }
    if (notes > 0) save();
    {
        torch::NoGradGuard no_grad;
        // Before the first whole epoch there is no best yet.
        parameters.values.copy_(state.best_epoch > 0 ? best : ema);
    }
    outcome.steps = state.step;
    outcome.epochs = state.epoch;
    outcome.minutes = state.minutes;
    outcome.best_validation = state.best_validation;
    outcome.steps_per_second = notes / std::max(1e-9, seconds_since(start));
    return outcome;
}

}  // namespace affetto
