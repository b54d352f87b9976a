#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>

#include "affetto/codec/weight_tensors.hpp"
#include "affetto/core/progress.hpp"
#include "affetto/core/random.hpp"
#include "affetto/tensor/torch.hpp"
#include "affetto/training/codec_training_config.hpp"
#include "affetto/training/codec_validation.hpp"
#include "affetto/training/warnings.hpp"

namespace affetto {

/// Draws a batch of windows of sound, float32 [batch_size, audio_channels, samples].
using DrawSound = std::function<at::Tensor(Random& rng)>;

struct CodecStep {
    std::int64_t step = 0;  ///< steps done, this one included
    int codebooks = 0;      ///< that were used in it
    double total = 0, mel = 0, waveform = 0, commitment = 0;
    double learning_rate = 0, gradient_norm = 0;
    double adversarial = 0, feature_matching = 0;  ///< where a discriminator takes part
    std::optional<double> discriminator;           ///< its own loss, in steps in which it learned
};

struct CodecObserver {
    virtual ~CodecObserver() = default;
    virtual void after_step(const CodecStep&) {}
    virtual void after_validation(const CodecValidation&) {}
};

struct CodecTrainerOptions {
    Path checkpoints;     ///< folder; made where it is absent
    bool resume = false;  ///< from the newest checkpoint there
    Warn warn = {};
    /// When the command began: a limit in minutes counts what came before the first step too.
    std::chrono::steady_clock::time_point begun = std::chrono::steady_clock::now();
};

struct TrainedCodec {
    WeightTensors weights;  ///< as visit_parameters lists them
    std::int64_t steps = 0;
    double minutes = 0;          ///< of the steps, earlier runs included
    double set_up_seconds = 0;   ///< before the first step
    CodecValidation validation;  ///< the last
    std::string stopped_by;      ///< steps, minutes, interrupted
};

/// Trains a codec: log-mel distance in several resolutions (SpectralLoss), the mean absolute error
/// of the waveform relative to that of silence, and the commitment of latents to their code
/// vectors; in each step as many codebooks as one of the target bandwidths, drawn at random, allows
/// (Defossez et al. 2022, section 3.4). With an adversarial_weight also what a discriminator hears
/// (CodecAdversary). `held_out` [V, audio_channels, samples] is only listened
/// to. Throws Error with the step and the last good checkpoint where the loss is no number. A
/// checkpoint that cannot be written is a warning, and the next interval tries again.
TrainedCodec train_codec(const CodecConfig& codec, const CodecTrainingConfig& config,
                         const DrawSound& draw, const at::Tensor& held_out,
                         const CodecTrainerOptions& options, CodecObserver& observer,
                         Progress& progress);

}  // namespace affetto
