#include "affetto/training/codec_trainer.hpp"

#include <chrono>
#include <cmath>

#include "affetto/core/checkpoint_request.hpp"
#include "affetto/core/error.hpp"
#include "affetto/core/text.hpp"
#include "affetto/training/checkpoint_files.hpp"
#include "affetto/training/codec_checkpoint.hpp"
#include "affetto/training/codec_losses.hpp"
#include "affetto/training/linear_start.hpp"
#include "affetto/training/schedule.hpp"
#include "affetto/training/swapped_weights.hpp"

namespace affetto {
namespace {

using Clock = std::chrono::steady_clock;

at::Tensor jittered(const at::Tensor& sound, double gain_jitter_db, Random& rng) {
    at::Tensor gains = at::empty({sound.size(0), 1, 1});
    auto* gain = gains.data_ptr<float>();
    for (std::int64_t i = 0; i < sound.size(0); ++i)
        gain[i] =
            static_cast<float>(std::pow(10, rng.uniform(-gain_jitter_db, gain_jitter_db) / 20));
    return (sound * gains).clamp(-1, 1);
}

at::Tensor drawn_sound(const DrawSound& draw, const CodecTrainingConfig& config, Random& rng) {
    return jittered(draw(rng), config.gain_jitter_db, rng);
}

/// Half of the steps learn the highest bandwidth, the others any.
int drawn_codebooks(const CodecConfig& codec, Random& rng) {
    const int last = static_cast<int>(codec.target_bandwidths.size()) - 1;
    const int choice = rng.uniform() < 0.5 ? last : rng.integer(0, last);
    return codebooks_for_bandwidth(codec,
                                   codec.target_bandwidths[static_cast<std::size_t>(choice)]);
}

/// Enough sound to find the principal components of.
at::Tensor sound_to_start_from(const CodecConfig& codec, const CodecTrainingConfig& config,
                               const DrawSound& draw) {
    constexpr std::int64_t kBlocksPerValue = 64;
    Random rng(static_cast<std::uint64_t>(config.seed), 2);
    std::vector<at::Tensor> sounds;
    std::int64_t blocks = 0;
    while (blocks < kBlocksPerValue * codec.hidden_size) {
        sounds.push_back(draw(rng));
        blocks += sounds.back().size(0) * sounds.back().size(2) / hop_length(codec);
    }
    return at::cat(sounds);
}

/// The first code vectors, from enough sound that each has some latents.
void begin_codes(LearningCodec& learning, const CodecTrainingConfig& config, const DrawSound& draw,
                 CodecRunState& state) {
    constexpr std::int64_t kLatentsPerCode = 8;
    const torch::NoGradGuard no_grad;
    std::vector<at::Tensor> rows;
    std::int64_t count = 0;
    while (count < kLatentsPerCode * learning.config.codebook_size) {
        rows.push_back(rows_of(learning.latents(drawn_sound(draw, config, state.data))));
        count += rows.back().size(0);
    }
    learning.quantizer.begin(at::cat(rows), state.codes);
}

}  // namespace

TrainedCodec train_codec(const CodecConfig& codec, const CodecTrainingConfig& config,
                         const DrawSound& draw, const at::Tensor& held_out,
                         const CodecTrainerOptions& options, CodecObserver& observer,
                         Progress& progress) {
    validate(codec);
    validate(config);
    const auto seed = static_cast<std::uint64_t>(config.seed);
    at::Generator first_weights = make_generator(seed);
    LearningCodec learning(codec, config, first_weights);
    std::optional<Path> last_good =
        options.resume ? newest_checkpoint(options.checkpoints, options.warn) : std::nullopt;
    if (config.linear_start && !last_good)
        start_linear(learning.parameters, codec, sound_to_start_from(codec, config, draw));
    FlatParameters parameters(learning.parameter_list());
    AdamW optimizer(parameters);
    at::Tensor ema = parameters.values.clone();
    std::optional<CodecAdversary> adversary;
    if (config.adversarial_weight > 0) adversary.emplace(codec, config, first_weights);
    const SpectralLoss spectral(codec.sampling_rate, config.mel_windows);

    CodecRunState state;
    state.codes = make_generator(seed * 2 + 1);
    state.data = Random(seed, 1);
    const CodecRun run{state, parameters,         optimizer,
                       ema,   learning.quantizer, adversary ? &*adversary : nullptr};
    if (last_good) read_codec_checkpoint(*last_good, run);
    const std::int64_t resumed_at = state.step;
    const double minutes_before = state.minutes;
    const Clock::time_point start = Clock::now();

    TrainedCodec trained;
    trained.set_up_seconds = std::chrono::duration<double>(start - options.begun).count();
    double checkpoint_seconds = 0;  // of the last
    double step_seconds = 0;
    const auto checkpoint = [&] {
        const Clock::time_point before = Clock::now();
        // Whoever interrupts does not wait to hear how good it was.
        const bool listens = !interrupt_requested();
        if (listens) {
            const SwappedWeights swapped(parameters, ema);
            trained.validation = validate_on(learning, spectral, held_out);
        }
        trained.validation.step = state.step;
        trained.validation.minutes = state.minutes;
        const auto write = [&] {
            if (listens) observer.after_validation(trained.validation);
            write_codec_checkpoint(options.checkpoints, run);
            last_good = checkpoint_path(options.checkpoints, state.step);
        };
        write_or_warn(write, "training goes on, and the next checkpoint is tried as usual",
                      options.warn);
        checkpoint_seconds = std::chrono::duration<double>(Clock::now() - before).count();
    };
    // The limit leaves room for the last checkpoint, whose validation takes most of its time.
    const auto minutes_to_leave = [&] {
        constexpr double kWriting = 0.3;
        return (trained.set_up_seconds + checkpoint_seconds + step_seconds + kWriting) / 60;
    };
    if (config.max_minutes > 0) {
        const Clock::time_point before = Clock::now();
        (void)validate_on(learning, spectral, held_out);
        checkpoint_seconds = std::chrono::duration<double>(Clock::now() - before).count();
    }
    const auto require_number = [&](double loss) {
        if (!std::isfinite(loss))
            throw Error("codec training: the loss is no number at step " +
                        std::to_string(state.step + 1) + "; the last good checkpoint is " +
                        (last_good ? display(*last_good) : std::string("none yet")) +
                        "; try a lower --learning-rate and --resume");
    };
    const auto limit_reached = [&]() -> std::string {
        if (state.step >= config.max_steps) return "steps";
        if (config.max_minutes > 0 &&
            state.minutes + (state.step > resumed_at ? minutes_to_leave() : 0) >=
                config.max_minutes)
            return "minutes";
        if (interrupt_requested()) return "interrupted";
        return "";
    };
    while ((trained.stopped_by = limit_reached()).empty()) {
        const Clock::time_point before_step = Clock::now();
        const at::Tensor real = drawn_sound(draw, config, state.data);
        CodecStep step;
        if (state.step >= config.quantizer_start) {
            if (!learning.quantizer.begun()) begin_codes(learning, config, draw, state);
            step.codebooks = drawn_codebooks(codec, state.data);
        }
        const LearningCodec::Result made = learning.forward(real, step.codebooks, &state.codes);
        const at::Tensor mel = spectral(made.sound, real);
        const at::Tensor waveform = log_error(made.sound, real);
        at::Tensor total = config.mel_weight * mel + config.waveform_weight * waveform +
                           config.commitment_weight * made.commitment;
        if (adversary && adversary->speaks(state.step)) {
            const CodecAdversary::Terms heard = adversary->against(made.sound, real);
            total = total + config.adversarial_weight * heard.adversarial +
                    config.feature_matching_weight * heard.feature_matching;
            step.adversarial = heard.adversarial.item<double>();
            step.feature_matching = heard.feature_matching.item<double>();
        }
        parameters.gradients.zero_();
        total.backward();
        step.gradient_norm = clip_gradients(parameters, config.clip_norm);
        step.total = total.item<double>();
        require_number(step.total + step.gradient_norm);
        step.learning_rate = learning_rate_at(config.learning_rate, config.warmup_steps,
                                              config.decay_steps, state.step);
        optimizer.update(parameters, step.learning_rate, config.weight_decay, state.step);
        if (adversary && adversary->learns(state.step)) {
            step.discriminator = adversary->learn(made.sound, real);
            require_number(*step.discriminator);
        }
        ++state.step;
        {
            const torch::NoGradGuard no_grad;
            const double n = static_cast<double>(state.step);
            ema.lerp_(parameters.values, 1 - std::min(config.ema_decay, n / (10 + n)));
        }
        state.minutes =
            minutes_before + std::chrono::duration<double>(Clock::now() - start).count() / 60;
        step.step = state.step;
        step.mel = mel.item<double>();
        step.waveform = waveform.item<double>();
        step.commitment = made.commitment.item<double>();
        observer.after_step(step);
        step_seconds = std::chrono::duration<double>(Clock::now() - before_step).count();
        if (take_checkpoint_request() || state.step % config.checkpoint_steps == 0) checkpoint();
        const bool timed = config.max_minutes > 0;
        progress.update(
            "train", timed ? static_cast<std::int64_t>(state.minutes * 600) : state.step,
            timed ? static_cast<std::int64_t>(config.max_minutes * 600) : config.max_steps,
            "mel " + format_fixed(step.mel, 3) + ", waveform " + format_fixed(step.waveform, 3));
    }
    if (state.step > resumed_at && state.step % config.checkpoint_steps != 0) checkpoint();
    const SwappedWeights swapped(parameters, ema);
    // A codec needs code vectors, however early it is stopped.
    if (!learning.quantizer.begun()) begin_codes(learning, config, draw, state);
    trained.weights = weights_of(learning);
    trained.steps = state.step;
    trained.minutes = state.minutes;
    return trained;
}

}  // namespace affetto
