#include "affetto/training/codec_trainer.hpp"

#include <chrono>
#include <cmath>
#include <cstring>

#include "affetto/codec/codec_clip.hpp"
#include "affetto/codec/codec_layout.hpp"
#include "affetto/codec/seanet.hpp"
#include "affetto/core/error.hpp"
#include "affetto/core/text.hpp"
#include "affetto/training/adamw.hpp"
#include "affetto/training/checkpoint_files.hpp"
#include "affetto/training/ema_quantizer.hpp"
#include "affetto/training/schedule.hpp"
#include "affetto/training/spectral_loss.hpp"
#include "affetto/training/swapped_weights.hpp"

namespace affetto {
namespace {

using Clock = std::chrono::steady_clock;
const std::string kFormat = "affetto-codec-checkpoint 1";

bool is_codebook(const std::string& name) { return name.rfind("quantizer.", 0) == 0; }

/// Weights uniform in +-1/sqrt(inputs), norms 1, biases 0.
NamedTensors drawn_parameters(const CodecConfig& config, at::Generator& rng) {
    NamedTensors parameters;
    visit_parameters(config, [&](const std::string& name, const std::vector<std::int64_t>& shape) {
        if (is_codebook(name)) return;  // found by k-means
        at::Tensor value = at::zeros(shape);
        if (shape.size() > 1) {
            std::int64_t inputs = 1;
            for (std::size_t d = 1; d < shape.size(); ++d) inputs *= shape[d];
            value = uniform(shape, 1 / std::sqrt(static_cast<double>(inputs)), rng);
        } else if (name.find(".norm.weight") != name.npos) {
            value.fill_(1);
        }
        parameters[name] = value.set_requires_grad(true);
    });
    return parameters;
}

std::vector<at::Tensor> values_of(const NamedTensors& tensors) {
    std::vector<at::Tensor> values;
    for (const auto& [name, tensor] : tensors) values.push_back(tensor);
    return values;
}

/// Encoder, quantizer and decoder while they learn.
struct LearningCodec {
    LearningCodec(const CodecConfig& codec, const CodecTrainingConfig& training, at::Generator& rng)
        : config(codec),
          encoder(encoder_layout(codec)),
          decoder(decoder_layout(codec)),
          parameters(drawn_parameters(codec, rng)),
          quantizer(num_codebooks(codec), codec.codebook_size, codec.hidden_size,
                    {training.codebook_decay, training.dead_code_usage}) {}

    struct Result {
        at::Tensor sound, commitment;
    };
    Result forward(const at::Tensor& sound, int codebooks, at::Generator* rng) {
        const at::Tensor scale =
            config.normalize ? segment_scale(sound).unsqueeze(2) : at::ones({1, 1, 1});
        const at::Tensor latents = run_seanet(encoder, config, parameters, sound / scale);
        const at::Tensor rows = latents.permute({0, 2, 1}).reshape({-1, config.hidden_size});
        const EmaQuantizer::Result q = quantizer.forward(rows, codebooks, rng);
        const at::Tensor again =
            q.quantized.reshape({latents.size(0), latents.size(2), config.hidden_size})
                .permute({0, 2, 1});
        const at::Tensor made = run_seanet(decoder, config, parameters, again);
        return {made.narrow(2, 0, sound.size(2)) * scale, q.commitment};
    }

    const CodecConfig& config;
    std::vector<LayerLayout> encoder, decoder;
    NamedTensors parameters;
    EmaQuantizer quantizer;
};

/// Mean absolute error relative to that of silence, over a batch; very soft windows count less.
at::Tensor relative_error(const at::Tensor& made, const at::Tensor& real) {
    constexpr double kSoft = 1e-3;
    const at::Tensor error = (made - real).abs().mean({1, 2});
    return (error / (real.abs().mean({1, 2}) + kSoft)).mean();
}

at::Tensor jittered(const at::Tensor& sound, double gain_jitter_db, Random& rng) {
    at::Tensor gains = at::empty({sound.size(0), 1, 1});
    auto* gain = gains.data_ptr<float>();
    for (std::int64_t i = 0; i < sound.size(0); ++i)
        gain[i] =
            static_cast<float>(std::pow(10, rng.uniform(-gain_jitter_db, gain_jitter_db) / 20));
    return (sound * gains).clamp(-1, 1);
}

struct RunState {
    std::int64_t step = 0;
    double minutes = 0;
    at::Generator codes;
    Random data{0};
};

void write_state(const Path& folder, const RunState& state, const FlatParameters& parameters,
                 const AdamW& optimizer, const at::Tensor& ema, const EmaQuantizer& quantizer) {
    const Random::State words = state.data.state();
    at::Tensor data = at::empty({static_cast<std::int64_t>(words.size())}, at::kLong);
    std::memcpy(data.data_ptr<std::int64_t>(), words.data(), sizeof words);
    NamedTensors tensors = quantizer.state();
    tensors.insert({{"parameters", parameters.values},
                    {"optimizer.mean", optimizer.mean},
                    {"optimizer.square", optimizer.square},
                    {"ema", ema},
                    {"codes", generator_state(state.codes)},
                    {"data", data},
                    {"step", at::full({1}, state.step, at::kLong)},
                    {"minutes", at::full({1}, state.minutes, at::kDouble)}});
    write_tensor_file(checkpoint_path(folder, state.step), tensors, {{"format", kFormat}});
    keep_newest_checkpoints(folder);
}

void read_state(const Path& path, RunState& state, FlatParameters& parameters, AdamW& optimizer,
                at::Tensor& ema, EmaQuantizer& quantizer) {
    const TensorFile file = read_tensor_file(path);
    const auto format = file.metadata.find("format");
    if (format == file.metadata.end() || format->second != kFormat)
        throw CheckpointError(file.name + ": not a checkpoint of this version (" + kFormat +
                              "); go on with the Affetto that wrote it, or train anew");
    const std::int64_t count = parameters.values.numel();
    const torch::NoGradGuard no_grad;
    parameters.values.copy_(file.require("parameters", {count}, at::kFloat));
    optimizer.mean.copy_(file.require("optimizer.mean", {count}, at::kFloat));
    optimizer.square.copy_(file.require("optimizer.square", {count}, at::kFloat));
    ema.copy_(file.require("ema", {count}, at::kFloat));
    quantizer.load(file);
    set_generator_state(state.codes, file.require("codes", {-1}, at::kByte));
    Random::State words{};
    const at::Tensor data =
        file.require("data", {static_cast<std::int64_t>(words.size())}, at::kLong);
    std::memcpy(words.data(), data.data_ptr<std::int64_t>(), sizeof words);
    state.data.set_state(words);
    state.step = file.require("step", {1}, at::kLong).item<std::int64_t>();
    state.minutes = file.require("minutes", {1}, at::kDouble).item<double>();
}

CodecValidation validate_on(LearningCodec& codec, const SpectralLoss& spectral,
                            const at::Tensor& held_out) {
    const torch::NoGradGuard no_grad;
    constexpr std::int64_t kBatch = 8;
    const int codebooks = num_codebooks(codec.config);
    CodecValidation result;
    const std::int64_t count = held_out.size(0);
    for (std::int64_t i = 0; i < count; i += kBatch) {
        const at::Tensor real = held_out.narrow(0, i, std::min(kBatch, count - i));
        const at::Tensor made = codec.forward(real, codebooks, nullptr).sound;
        const auto share = static_cast<double>(real.size(0)) / static_cast<double>(count);
        result.mel += share * spectral(made, real).item<double>();
        result.si_sdr += share * si_sdr(made.flatten(1), real.flatten(1)).mean().item<double>();
    }
    for (int k = 0; k < codebooks; ++k) result.code_use += codec.quantizer.usage(k) / codebooks;
    return result;
}

WeightTensors kept_weights(const LearningCodec& codec) {
    WeightTensors weights;
    const auto keep = [&](const std::string& name, const at::Tensor& tensor) {
        const at::Tensor flat = tensor.detach().contiguous();
        const float* first = flat.data_ptr<float>();
        weights[name] = {flat.sizes().vec(), {first, first + flat.numel()}};
    };
    for (const auto& [name, tensor] : codec.parameters) keep(name, tensor);
    for (int k = 0; k < num_codebooks(codec.config); ++k)
        keep(codebook_name(k), codec.quantizer.vectors(k));
    return weights;
}

}  // namespace

at::Tensor si_sdr(const at::Tensor& made, const at::Tensor& real) {
    constexpr double kSmallest = 1e-8;
    const at::Tensor x = made - made.mean(1, true), y = real - real.mean(1, true);
    const at::Tensor scale = (x * y).sum(1, true) / y.square().sum(1, true).clamp_min(kSmallest);
    const at::Tensor target = scale * y;
    return 10 * ((target.square().sum(1) + kSmallest) / ((x - target).square().sum(1) + kSmallest))
                    .log10();
}

TrainedCodec train_codec(const CodecConfig& codec, const CodecTrainingConfig& config,
                         const DrawSound& draw, const at::Tensor& held_out,
                         const CodecTrainerOptions& options, CodecObserver& observer,
                         Progress& progress) {
    validate(codec);
    validate(config);
    std::filesystem::create_directories(options.checkpoints);
    const auto seed = static_cast<std::uint64_t>(config.seed);
    at::Generator first_weights = make_generator(seed);
    LearningCodec learning(codec, config, first_weights);
    FlatParameters parameters(values_of(learning.parameters));
    AdamW optimizer(parameters);
    at::Tensor ema = parameters.values.clone();
    const SpectralLoss spectral(codec.sampling_rate, config.mel_windows);

    RunState state;
    state.codes = make_generator(seed * 2 + 1);
    state.data = Random(seed, 1);
    std::optional<Path> last_good =
        options.resume ? newest_checkpoint(options.checkpoints) : std::nullopt;
    if (last_good) read_state(*last_good, state, parameters, optimizer, ema, learning.quantizer);
    const std::int64_t resumed_at = state.step;
    const double minutes_before = state.minutes;
    const Clock::time_point start = Clock::now();

    TrainedCodec trained;
    const auto checkpoint = [&] {
        {
            const SwappedWeights swapped(parameters, ema);
            trained.validation = validate_on(learning, spectral, held_out);
        }
        trained.validation.step = state.step;
        trained.validation.minutes = state.minutes;
        observer.after_validation(trained.validation);
        write_state(options.checkpoints, state, parameters, optimizer, ema, learning.quantizer);
        last_good = checkpoint_path(options.checkpoints, state.step);
    };
    const auto limit_reached = [&]() -> std::string {
        if (state.step >= config.max_steps) return "steps";
        if (config.max_minutes > 0 && state.minutes >= config.max_minutes) return "minutes";
        if (interrupt_requested()) return "interrupted";
        return "";
    };
    while ((trained.stopped_by = limit_reached()).empty()) {
        const at::Tensor real = jittered(draw(state.data), config.gain_jitter_db, state.data);
        const int bandwidth =
            state.data.integer(0, static_cast<int>(codec.target_bandwidths.size()) - 1);
        CodecStep step;
        step.codebooks = codebooks_for_bandwidth(
            codec, codec.target_bandwidths[static_cast<std::size_t>(bandwidth)]);
        const LearningCodec::Result made = learning.forward(real, step.codebooks, &state.codes);
        const at::Tensor mel = spectral(made.sound, real);
        const at::Tensor waveform = relative_error(made.sound, real);
        const at::Tensor total = config.mel_weight * mel + config.waveform_weight * waveform +
                                 config.commitment_weight * made.commitment;
        parameters.gradients.zero_();
        total.backward();
        step.gradient_norm = clip_gradients(parameters, config.clip_norm);
        step.total = total.item<double>();
        if (!std::isfinite(step.total) || !std::isfinite(step.gradient_norm))
            throw Error("codec training: the loss is no number at step " +
                        std::to_string(state.step + 1) + "; the last good checkpoint is " +
                        (last_good ? display(*last_good) : std::string("none yet")) +
                        "; try a lower --learning-rate and --resume");
        step.learning_rate = learning_rate_at(config.learning_rate, config.warmup_steps,
                                              config.decay_steps, state.step);
        optimizer.update(parameters, step.learning_rate, config.weight_decay, state.step);
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
        if (state.step % config.checkpoint_steps == 0) checkpoint();
        const bool timed = config.max_minutes > 0;
        progress.update(
            "train", timed ? static_cast<std::int64_t>(state.minutes * 600) : state.step,
            timed ? static_cast<std::int64_t>(config.max_minutes * 600) : config.max_steps,
            "mel " + format_fixed(step.mel, 3) + ", waveform " + format_fixed(step.waveform, 3));
    }
    if (state.step > resumed_at && state.step % config.checkpoint_steps != 0) checkpoint();
    const SwappedWeights swapped(parameters, ema);
    trained.weights = kept_weights(learning);
    trained.steps = state.step;
    trained.minutes = state.minutes;
    return trained;
}

}  // namespace affetto
