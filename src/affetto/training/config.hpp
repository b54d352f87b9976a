#pragma once

#include <cstdint>
#include <string>

#include "affetto/model/config.hpp"

namespace affetto {

/// How a model is trained. Every schedule is a function of the step alone, so that a run can be
/// stopped, resumed and repeated.
struct TrainingConfig {
    int batch_size = 16;
    double learning_rate = 2e-3;
    int warmup_steps = 100;
    double decay_steps = 2000;
    double weight_decay = 0.02;
    double clip_norm = 1.0;
    double ema_decay = 0.997;
    double beta = 0.5;
    int beta_warmup_steps = 600;
    double free_nats = 0.1;
    std::int64_t max_steps = 4000;
    std::int64_t max_epochs = 0;
    double max_minutes = 0;
    int patience_epochs = 40;
    int validation_clips = 64;
    int checkpoint_steps = 50;
    double tempo_jitter = 0.1;
    int velocity_jitter = 6;
    std::int64_t seed = 1;
    bool half_weights = false;
    // the reconstruction loss, and a discriminator beside it
    std::string reconstruction = "auto";
    bool adversarial = false;
    double adversarial_weight = 0.5;
    double adversarial_feature_matching = 2;
    std::int64_t adversarial_start = 500;
    int adversarial_every = 1;
    double adversarial_learning_rate = 5e-4;
    int adversarial_channels = 0;
    bool adversarial_spectral_norm = true;
    double adversarial_r1 = 0;
    bool adversarial_draws = true;
    double inferred_spread = 0.5;
    // how beta moves, and how many batches make a step
    std::string beta_schedule = "linear";
    int beta_cycles = 4;
    double beta_ratio = 0.5;
    int accumulate = 1;
};

template <class Visitor>
void visit_fields(TrainingConfig& c, Visitor&& v) {
    v.field("batch_size", c.batch_size, "Windows in one step");
    v.field("learning_rate", c.learning_rate, "Peak learning rate of AdamW");
    v.field("warmup_steps", c.warmup_steps, "Steps of linear warm-up");
    v.field("decay_steps", c.decay_steps,
            "After the warm-up the rate falls as 1 / sqrt(1 + step / decay_steps)");
    v.field("weight_decay", c.weight_decay, "Decoupled weight decay of matrices");
    v.field("clip_norm", c.clip_norm, "Largest norm of the gradient");
    v.field("ema_decay", c.ema_decay,
            "The model that is kept is a running mean of the weights with this memory; 0 keeps the "
            "weights themselves");
    v.field("beta", c.beta, "Final weight of the KL term");
    v.field("beta_warmup_steps", c.beta_warmup_steps, "Steps over which beta grows from 0");
    v.field("free_nats", c.free_nats, "Nats of KL a latent dimension may use uncharged");
    v.field("max_steps", c.max_steps, "Steps of training");
    v.field("max_epochs", c.max_epochs, "Epochs of training; 0: no limit");
    v.field("max_minutes", c.max_minutes, "Minutes of training; 0: no limit");
    v.field("patience_epochs", c.patience_epochs,
            "Stop after so many epochs without a better validation loss; 0: never");
    v.field("validation_clips", c.validation_clips, "Clips that validation looks at each epoch");
    v.field("checkpoint_steps", c.checkpoint_steps, "Steps between checkpoints");
    v.field(
        "tempo_jitter", c.tempo_jitter,
        "Training clips in seconds are stretched by up to this share; the label holds within it");
    v.field("velocity_jitter", c.velocity_jitter,
            "Training clips are made louder or softer by up to so many velocity units");
    v.field("seed", c.seed, "Decides weights, order, noise");
    v.field("half_weights", c.half_weights,
            "Keep the finished model's weights as float16, in half the space; checkpoints stay "
            "float32");
    v.field(
        "reconstruction", c.reconstruction,
        "Reconstruction loss: ce for notes, bce or mse for roll, mse for sound; auto: the first");
    v.field("adversarial", c.adversarial,
            "A discriminator learns beside the model and judges what it makes: the GAN hybrid");
    v.field(
        "adversarial_weight", c.adversarial_weight,
        "Share of the discriminator: length of its gradient at the decoder's output against that "
        "of the other losses; 0: no discriminator");
    v.field("adversarial_feature_matching", c.adversarial_feature_matching,
            "Weight of the distance of the discriminator's features beside its verdict");
    v.field("adversarial_start", c.adversarial_start, "Steps before the discriminator takes part");
    v.field("adversarial_every", c.adversarial_every,
            "The discriminator learns in each so many steps");
    v.field("adversarial_learning_rate", c.adversarial_learning_rate,
            "Learning rate of its AdamW; constant");
    v.field("adversarial_channels", c.adversarial_channels,
            "Channels of its convolutions; 0: 16 over mel bands or keys, else 96");
    v.field("adversarial_spectral_norm", c.adversarial_spectral_norm,
            "Divide its weights by their largest singular values");
    v.field("adversarial_r1", c.adversarial_r1,
            "Weight of a penalty on its gradient at real frames (R1); 0: none");
    v.field("adversarial_draws", c.adversarial_draws,
            "Sound: it judges music of latents drawn from the prior too");
    v.field("inferred_spread", c.inferred_spread,
            "Spread at which an inferred label is withheld in half of the steps; less where it is "
            "surer, always at 0");
    v.field("beta_schedule", c.beta_schedule,
            "constant; linear: grows over beta_warmup_steps; cyclical: does so again and again");
    v.field("beta_cycles", c.beta_cycles, "Cyclical: times that beta grows; then it stays");
    v.field("beta_ratio", c.beta_ratio,
            "Cyclical: the share of a cycle in which beta grows; a cycle has beta_warmup_steps / "
            "beta_ratio steps");
    v.field("accumulate", c.accumulate,
            "Batches whose mean gradient makes one step: so many times batch_size windows in the "
            "memory of one batch");
}

/// Everything that `affetto train --config` may hold.
struct RunConfig {
    ModelConfig model;
    TrainingConfig training;
};

template <class Visitor>
void visit_fields(RunConfig& c, Visitor&& v) {
    v.field("model", c.model, "The network");
    v.field("training", c.training, "The training run");
}

/// Throws ConfigError naming the field, its limits and the value found.
void validate(const TrainingConfig& c);

}  // namespace affetto
