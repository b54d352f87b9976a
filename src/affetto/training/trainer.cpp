#include "affetto/training/trainer.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>

#include "affetto/core/checkpoint_request.hpp"
#include "affetto/core/error.hpp"
#include "affetto/core/text.hpp"
#include "affetto/features/piano_roll.hpp"
#include "affetto/model/batch_device.hpp"
#include "affetto/training/checkpoint.hpp"
#include "affetto/training/collapse_watch.hpp"
#include "affetto/training/rank_steps.hpp"
#include "affetto/training/sampler.hpp"
#include "affetto/training/schedule.hpp"
#include "affetto/training/swapped_weights.hpp"
#include "affetto/training/validation.hpp"

namespace affetto {
namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) {
    return std::chrono::duration<double>(Clock::now() - start).count();
}

void update_ema(at::Tensor& ema, const at::Tensor& values, double decay, std::int64_t step) {
    torch::NoGradGuard no_grad;
    // The first steps are forgotten fast.
    const double n = static_cast<double>(step);
    ema.lerp_(values, 1 - std::min(decay, (1 + n) / (10 + n)));
}

/// The discriminator that a run asks for.
std::optional<FeatureAdversary> adversary_for(const LatentSet& set, const TrainingConfig& config) {
    if (!config.adversarial || config.adversarial_weight == 0) return std::nullopt;
    constexpr std::uint64_t kStream = 1ULL << 40;  // apart from the draws of weights and of noise
    at::Generator first_weights = make_generator(static_cast<std::uint64_t>(config.seed) + kStream);
    const std::int64_t values =
        is_sound(set.representation) ? values_of(set.frames, set.representation) : kRollWidth;
    return FeatureAdversary(set.representation, values, config, first_weights);
}

/// One run of the training program. `state_` is what a checkpoint holds of it beside the weights.
class TrainingRun {
public:
    TrainingRun(Network& network, const LatentSet& set, const TrainingConfig& config,
                const TrainerOptions& options, const std::vector<TrainingObserver*>& observers)
        : network_(network),
          set_(set),
          config_(config),
          options_(options),
          observers_(observers),
          ranks_(*options.ranks),
          parameters_(network),
          optimizer_(parameters_),
          ema_(parameters_.values.clone()),
          best_(parameters_.values.clone()),
          adversary_(adversary_for(set, config)),
          sampler_(set, config),
          held_out_(validation_windows(set, config.validation_clips)),
          watched_(held_out_.empty() ? validation_windows(set, config.validation_clips, "train")
                                     : held_out_) {
        state_.noise = make_generator(static_cast<std::uint64_t>(config.seed) * 2 + 1);
        state_.data = Random(static_cast<std::uint64_t>(config.seed), 1);
        if (options.resume) resume();
        require_equal_start(ranks_, parameters_.values, set, config, options.precision,
                            state_.step);
        minutes_before_ = state_.minutes;
        start_ = Clock::now();
    }

    TrainingOutcome run(Progress& progress) {
        TrainingOutcome outcome;
        // An interrupt may have come between the last step of an epoch and its validation.
        if (state_.sum_steps >= steps_per_epoch()) {
            StepReport last;
            last.beta = beta_at(config_, state_.step - 1);
            last.learning_rate = learning_rate_at(config_, state_.step - 1);
            outcome.last = end_epoch(last);
            told_to_stop_ = after_epoch(outcome.last) == Decision::stop;
        }
        while ((outcome.stopped_by = limit_reached()).empty()) {
            const Clock::time_point before_step = Clock::now();
            const StepReport report = step();
            step_seconds_ = seconds_since(before_step);
            Decision decision = after_step(report);
            // An interrupted run does not wait for validation; a resumed one makes up for it.
            if (state_.sum_steps >= steps_per_epoch() && !stops_at_once()) {
                const Clock::time_point before = Clock::now();
                outcome.last = end_epoch(report);
                decision = std::max(decision, after_epoch(outcome.last));
                epoch_end_seconds_ = seconds_since(before);
            }
            const bool asked = checkpoint_requested();
            if (asked || state_.step % config_.checkpoint_steps == 0) save();
            show(report, progress);
            if (asked && last_good_ == checkpoint_path(options_.checkpoints, state_.step))
                warn(options_.warn,
                     "SIGUSR1: a checkpoint is written at step " + std::to_string(state_.step));
            if (asked && options_.stop_at_request) {
                outcome.stopped_by = "SIGUSR1";
                break;
            }
            told_to_stop_ = decision == Decision::stop;
            if (told_to_stop_ && ranks_.alone()) {
                outcome.stopped_by = "observer";
                break;
            }
        }
        if (attempted_step_ != state_.step) save();
        keep_best();
        outcome.steps = state_.step;
        outcome.epochs = state_.epoch;
        outcome.minutes = state_.minutes;
        outcome.set_up_seconds = std::chrono::duration<double>(start_ - options_.begun).count();
        outcome.best_validation = state_.best_validation;
        outcome.steps_per_second = tokens_ / std::max(1e-9, seconds_since(start_));
        outcome.checkpoint = last_good_;
        return outcome;
    }

private:
    /// Of any rank, so that all write at the same step.
    bool checkpoint_requested() {
        double asked[] = {take_checkpoint_request() ? 1.0 : 0.0};
        if (!ranks_.alone()) ranks_.sum(asked);
        return asked[0] > 0;
    }

    void resume() {
        last_good_ = newest_checkpoint(options_.checkpoints);
        if (!last_good_) return;
        const TensorFile file =
            read_checkpoint(*last_good_, state_, parameters_, optimizer_, ema_, best_);
        if (adversary_) adversary_->load(file);
        sampler_.set_queue(state_.queue);
        attempted_step_ = state_.step;
    }

    /// Weights that are no numbers must not take the place of good ones.
    void save() {
        const Clock::time_point before = Clock::now();
        attempted_step_ = state_.step;
        require_finite("a weight", ema_.abs().max().item<double>(), state_.step);
        ranks_.require_same("the weights", digest_of(parameters_.values),
                            "its processor or memory may be at fault; go on without that machine "
                            "from the newest checkpoint (--resume)");
        if (!ranks_.first()) return;
        const auto write = [&] {
            for (TrainingObserver* observer : observers_) observer->before_checkpoint();
            state_.queue = sampler_.queue();
            write_checkpoint(options_.checkpoints, state_, parameters_, optimizer_, ema_, best_,
                             adversary_ ? adversary_->state() : NamedTensors());
        };
        if (!write_or_warn(write, "training goes on, and the next checkpoint is tried as usual",
                           options_.warn))
            return;
        last_good_ = checkpoint_path(options_.checkpoints, state_.step);
        save_seconds_ = seconds_since(before);
    }

    bool stops_at_once() const {
        return agreed_.interrupted || (ranks_.alone() && interrupt_requested());
    }

    /// What the limit in minutes must leave: the next step, with the end of an epoch where it is
    /// one, the last checkpoint, and what the command does afterwards.
    double minutes_to_leave() const {
        if (!ranks_.alone()) return 0;
        const bool epoch_ends = state_.sum_steps + 1 >= steps_per_epoch();
        const double seconds = step_seconds_ + (epoch_ends ? epoch_end_seconds_ : 0) +
                               save_seconds_ +
                               (options_.seconds_after ? options_.seconds_after() : 0);
        return (std::chrono::duration<double>(start_ - options_.begun).count() + seconds) / 60;
    }

    /// Why the run ends here; empty where it goes on.
    std::string limit_reached() const {
        if (state_.step >= config_.max_steps) return "steps";
        if (config_.max_epochs > 0 && state_.epoch >= config_.max_epochs) return "epochs";
        // One step is always made.
        if (config_.max_minutes > 0 &&
            state_.minutes + (tokens_ > 0 ? minutes_to_leave() : 0) >= config_.max_minutes)
            return "minutes";
        if (config_.patience_epochs > 0 &&
            state_.epoch - state_.best_epoch > config_.patience_epochs)
            return "early stop";
        if (stops_at_once()) return "interrupted";
        if (agreed_.told_to_stop) return "observer";
        return "";
    }

    std::int64_t steps_per_epoch() const {
        const std::int64_t clips = sampler_.clips_per_epoch();
        const std::int64_t a_step = std::int64_t{config_.batch_size} * config_.accumulate;
        return std::max<std::int64_t>(1, (clips + a_step - 1) / a_step);
    }

    Batch next_batch() {
        if (only_batch_) return *only_batch_;
        const Batch batch = on_device(sampler_.next(state_.data, ranks_.rank(), ranks_.size()),
                                      parameters_.values.device());
        if (options_.overfit_one_batch) only_batch_ = batch;
        return batch;
    }

    bool adversary_speaks() const { return adversary_ && adversary_->speaks(state_.step); }

    LossConfig loss_config(double beta) const {
        LossConfig config{beta, config_.free_nats};
        config.squared_error = config_.reconstruction == "mse";
        return config;
    }

    /// One update of the weights, by the mean gradient of `accumulate` batches.
    StepReport step() {
        if (!ranks_.alone()) state_.noise = noise_of(config_, state_.step, ranks_.rank());
        const double beta = beta_at(config_, state_.step);
        const double learning_rate = learning_rate_at(config_, state_.step);
        LossConfig wanted = loss_config(beta);
        wanted.keep_made = adversary_speaks();
        wanted.draw = wanted.keep_made && config_.adversarial_draws;
        const double share = 1.0 / config_.accumulate;
        double total = 0, reconstruction = 0, kl = 0, steps = 0;
        Batch batch;
        VaeLoss loss;
        std::optional<AdversarialReport> heard;  // of the last batch, like what the heads say
        parameters_.gradients.zero_();
        for (int i = 0; i < config_.accumulate; ++i) {
            batch = next_batch();
            loss = network_.loss(batch, wanted, Forward{&state_.noise, options_.precision});
            at::Tensor objective = loss.total;
            if (wanted.keep_made) objective = adversary_->against(loss, batch, heard.emplace());
            (objective * share).backward();
            total += share * loss.total.item<double>();
            reconstruction += share * loss.reconstruction;
            kl += share * loss.kl;
            steps += batch.mask.sum().item<double>();
        }
        ranks_.average(parameters_.gradients);
        const double norm = clip_gradients(parameters_, config_.clip_norm);
        agreed_ = agree(ranks_, {total, reconstruction, kl, steps, minutes_now(),
                                 interrupt_requested() && !ranks_.alone(), told_to_stop_});
        require_finite("the loss", agreed_.total, state_.step + 1);
        require_finite("the gradient", norm, state_.step + 1);
        optimizer_.update(parameters_, learning_rate, config_.weight_decay, state_.step);
        update_ema(ema_, parameters_.values, config_.ema_decay, state_.step);
        if (heard) learn_to_judge(loss, batch, *heard);
        ++state_.step;
        state_.sum_total += agreed_.total;
        state_.sum_reconstruction += agreed_.reconstruction;
        state_.sum_kl += agreed_.kl;
        ++state_.sum_steps;
        tokens_ += agreed_.steps;
        state_.minutes = ranks_.alone() ? minutes_now() : agreed_.minutes;
        return {state_.step,
                state_.epoch,
                agreed_.total,
                agreed_.reconstruction,
                agreed_.kl,
                beta,
                learning_rate,
                norm,
                tokens_ / seconds_since(start_),
                loss.emotion_error,
                loss.adversary_loss,
                heard};
    }

    void learn_to_judge(const VaeLoss& loss, const Batch& batch, AdversarialReport& report) {
        if (adversary_->learns(state_.step)) {
            double hinge[] = {adversary_->learn(loss, batch, ranks_)};
            ranks_.sum(hinge);
            report.discriminator = hinge[0] / ranks_.size();
            require_finite("the discriminator's loss", *report.discriminator, state_.step + 1);
        }
        adversary_->count(report);
    }

    double minutes_now() const { return minutes_before_ + seconds_since(start_) / 60; }

    void require_finite(const std::string& what, double value, std::int64_t step) const {
        if (std::isfinite(value)) return;
        throw Error("training: " + what + " is no number at step " + std::to_string(step) +
                    "; the last good checkpoint is " +
                    (last_good_ ? display(*last_good_) : std::string("none yet")) +
                    "; try a lower --learning-rate and --resume");
    }

    /// Means of the epoch, and validation with the running mean of the weights.
    EpochReport end_epoch(const StepReport& last) {
        ++state_.epoch;
        const double n = static_cast<double>(state_.sum_steps);
        EpochReport report;
        report.epoch = state_.epoch;
        report.step = state_.step;
        report.train_total = state_.sum_total / n;
        report.train_reconstruction = state_.sum_reconstruction / n;
        report.train_kl = state_.sum_kl / n;
        report.learning_rate = last.learning_rate;
        report.beta = last.beta;
        report.seconds = state_.minutes * 60;
        state_.sum_total = state_.sum_reconstruction = state_.sum_kl = 0;
        state_.sum_steps = 0;
        const VaeLoss held = [&] {
            const SwappedWeights swapped(parameters_, ema_);
            // Compared at the final beta, so that early epochs do not look better for free.
            return validate_on(network_, set_, watched_, loss_config(config_.beta),
                               options_.precision, ranks_);
        }();
        watch(held.use, report);
        if (!held_out_.empty()) {
            report.validation_total = held.total.item<double>();
            report.validation_reconstruction = held.reconstruction;
            report.validation_kl = held.kl;
        }
        if (adversary_) report.adversary = adversary_->take_means();
        report.best = held_out_.empty() || adversary_speaks() || state_.best_validation == 0 ||
                      report.validation_total < state_.best_validation;
        if (report.best) {
            const torch::NoGradGuard no_grad;
            state_.best_validation = report.validation_total;
            state_.best_epoch = state_.epoch;
            best_.copy_(ema_);
        }
        return report;
    }

    /// Says once that the posterior has collapsed.
    void watch(const LatentUse& use, EpochReport& report) {
        report.use = use;
        report.collapsed = posterior_collapsed(use, config_, state_.step);
        if (report.collapsed && !told_of_collapse_)
            warn(options_.warn, collapse_advice(use, config_, state_.step));
        told_of_collapse_ = told_of_collapse_ || report.collapsed;
    }

    Decision after_step(const StepReport& report) const {
        Decision decision = Decision::go_on;
        for (TrainingObserver* observer : observers_)
            decision = std::max(decision, observer->after_step(report));
        return decision;
    }

    Decision after_epoch(const EpochReport& report) {
        const SwappedWeights swapped(parameters_, ema_);
        Decision decision = Decision::go_on;
        for (TrainingObserver* observer : observers_)
            decision = std::max(decision, observer->after_epoch(report, network_));
        return decision;
    }

    void show(const StepReport& report, Progress& progress) const {
        std::int64_t done = state_.step, of = config_.max_steps;
        if (config_.max_minutes > 0) {
            done = static_cast<std::int64_t>(state_.minutes * 600);
            of = static_cast<std::int64_t>(config_.max_minutes * 600);
        }
        progress.update("train", std::min(done, of), of,
                        "loss " + format_fixed(report.total, 2) + ", KL " +
                            format_fixed(report.kl, 1) + ", " +
                            format_fixed(report.steps_per_second, 0) + " tokens/s");
    }

    /// Gives the network the weights to keep. Before the first whole epoch there is no best yet.
    void keep_best() {
        const torch::NoGradGuard no_grad;
        parameters_.values.copy_(state_.best_epoch > 0 ? best_ : ema_);
    }

    Network& network_;
    const LatentSet& set_;
    const TrainingConfig& config_;
    const TrainerOptions& options_;
    const std::vector<TrainingObserver*>& observers_;
    Ranks& ranks_;

    FlatParameters parameters_;
    AdamW optimizer_;
    at::Tensor ema_, best_;  // [N]: running mean of the weights; the same at the best validation
    std::optional<FeatureAdversary> adversary_;
    WindowSampler sampler_;
    std::vector<Window> held_out_;
    std::vector<Window> watched_;  // for what the latent carries
    TrainingState state_;

    std::optional<Path> last_good_;
    std::int64_t attempted_step_ = 0;  // at which a checkpoint was last tried, on every rank
    bool told_of_collapse_ = false;
    std::optional<Batch> only_batch_;
    StepFigures agreed_;         // of the last step, the same on every rank
    bool told_to_stop_ = false;  // by an observer of this rank
    double minutes_before_ = 0;  // of a run that this one resumes
    Clock::time_point start_;
    double step_seconds_ = 0, epoch_end_seconds_ = 0;  // of the last of each
    double save_seconds_ = 0.2;                        // until one was measured
    double tokens_ = 0;                                // notes or frames, of this process
};

}  // namespace

std::int64_t resume_step(const Path& checkpoints, const Warn& warn) {
    const std::optional<Path> path = newest_checkpoint(checkpoints, warn);
    if (!path) return 0;
    return read_tensor_file(*path).require("counters", {4}, at::kLong)[0].item<std::int64_t>();
}

TrainingOutcome train_network(Network& network, const LatentSet& set, const TrainingConfig& config,
                              const TrainerOptions& options,
                              const std::vector<TrainingObserver*>& observers, Progress& progress) {
    validate(config);
    require_divisible(config.batch_size, options.ranks->size());
    return TrainingRun(network, set, config, options, observers).run(progress);
}

}  // namespace affetto
