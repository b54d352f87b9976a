#pragma once

#include <cstdint>
#include <vector>

#include "affetto/codec/codec_config.hpp"

namespace affetto {

/// How a codec is trained. Schedules are functions of the step alone.
struct CodecTrainingConfig {
    int batch_size = 16;
    double window_seconds = 1.0;
    double learning_rate = 2e-4;
    int warmup_steps = 200;
    bool linear_start = true;
    double decay_steps = 4000;
    double weight_decay = 0.01;
    double clip_norm = 1.0;
    double ema_decay = 0.999;
    double waveform_weight = 1.0;
    double mel_weight = 1.0;
    double commitment_weight = 0.25;
    int quantizer_start = 1'000;
    std::vector<int> mel_windows{2048, 1024, 512, 256, 128};
    double codebook_decay = 0.99;
    double dead_code_usage = 2.0;
    double gain_jitter_db = 6.0;
    double adversarial_weight = 0;
    double feature_matching_weight = 0.2;
    int discriminator_channels = 32;
    std::vector<int> discriminator_windows{2048, 1024, 512, 256, 128};
    std::int64_t discriminator_start = 1'000;
    int discriminator_every = 1;
    double discriminator_learning_rate = 3e-4;
    std::int64_t max_steps = 20'000;
    double max_minutes = 0;
    int checkpoint_steps = 250;
    int validation_windows = 32;
    std::int64_t seed = 1;
    bool half_weights = true;
};

template <class Visitor>
void visit_fields(CodecTrainingConfig& c, Visitor&& v) {
    v.field("batch_size", c.batch_size, "Windows in one step");
    v.field("window_seconds", c.window_seconds, "Length of a window");
    v.field("learning_rate", c.learning_rate, "Peak learning rate of AdamW");
    v.field("warmup_steps", c.warmup_steps, "Steps of linear warm-up");
    v.field("linear_start", c.linear_start,
            "Begin as a linear transform of sound in blocks (training/linear_start.hpp); without "
            "it, or with a norm over time, a learning rate of 0.001 suits better");
    v.field("decay_steps", c.decay_steps,
            "After the warm-up the rate falls as 1 / sqrt(1 + step / decay_steps)");
    v.field("weight_decay", c.weight_decay, "Decoupled weight decay of matrices");
    v.field("clip_norm", c.clip_norm, "Largest norm of the gradient");
    v.field("ema_decay", c.ema_decay,
            "The codec that is kept is a running mean of the weights with this memory; 0 keeps the "
            "weights themselves");
    v.field("waveform_weight", c.waveform_weight,
            "Weight of the logarithm of the waveform's error");
    v.field("mel_weight", c.mel_weight, "Weight of the log-mel spectrograms' error");
    v.field("commitment_weight", c.commitment_weight,
            "Weight of the distance from latents to their code vectors");
    v.field("quantizer_start", c.quantizer_start,
            "Steps before latents are quantized; the code vectors are found then");
    v.field("mel_windows", c.mel_windows,
            "Samples of the windows of the log-mel spectrograms, each a power of two");
    v.field("codebook_decay", c.codebook_decay, "Memory of the running means of code vectors");
    v.field("dead_code_usage", c.dead_code_usage,
            "A code that takes fewer latents a step than this, in the running mean, is replaced");
    v.field("gain_jitter_db", c.gain_jitter_db,
            "Windows are made louder or softer by up to so many decibels");
    v.field("adversarial_weight", c.adversarial_weight,
            "Weight of what a discriminator hears in the sound; 0: no discriminator");
    v.field("feature_matching_weight", c.feature_matching_weight,
            "Weight of the distance of the discriminator's features, where there is one");
    v.field("discriminator_channels", c.discriminator_channels,
            "Channels of the discriminator's convolutions");
    v.field("discriminator_windows", c.discriminator_windows,
            "Samples of the windows of its spectra, each a power of two");
    v.field("discriminator_start", c.discriminator_start, "Steps before it takes part");
    v.field("discriminator_every", c.discriminator_every, "It learns in each so many steps");
    v.field("discriminator_learning_rate", c.discriminator_learning_rate,
            "Learning rate of its own optimizer");
    v.field("max_steps", c.max_steps, "Steps of training");
    v.field("max_minutes", c.max_minutes, "Minutes of training; 0: no limit");
    v.field("checkpoint_steps", c.checkpoint_steps,
            "Steps between checkpoints, each with a validation");
    v.field("validation_windows", c.validation_windows, "Windows that validation looks at");
    v.field("seed", c.seed, "Decides weights, windows, codes");
    v.field("half_weights", c.half_weights,
            "Keep the finished codec's weights as float16, in half the space");
}

/// Everything that `affetto codec train --config` may hold.
struct CodecRunConfig {
    CodecConfig codec;
    CodecTrainingConfig training;
};

template <class Visitor>
void visit_fields(CodecRunConfig& c, Visitor&& v) {
    v.field("codec", c.codec, "The network");
    v.field("training", c.training, "The training run");
}

/// Throws ConfigError naming the field, its limits and the value found.
void validate(const CodecTrainingConfig& c);

}  // namespace affetto
