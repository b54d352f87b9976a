#include "affetto/training/config.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include "affetto/core/error.hpp"
#include "affetto/training/limits.hpp"

namespace affetto {

void validate(const TrainingConfig& c) {
    require_range("batch_size", c.batch_size, 1, 65'536);
    require_range("learning_rate", c.learning_rate, 1e-8, 1);
    require_range("warmup_steps", c.warmup_steps, 0, 1e9);
    require_range("decay_steps", c.decay_steps, 1, 1e12);
    require_range("weight_decay", c.weight_decay, 0, 1);
    require_range("clip_norm", c.clip_norm, 1e-6, 1e9);
    require_range("ema_decay", c.ema_decay, 0, 0.999999);
    require_range("beta", c.beta, 0, 1000);
    require_range("beta_warmup_steps", c.beta_warmup_steps, 0, 1e9);
    require_range("free_nats", c.free_nats, 0, 100);
    require_range("max_steps", static_cast<double>(c.max_steps), 1, 1e12);
    require_range("max_epochs", static_cast<double>(c.max_epochs), 0, 1e12);
    require_range("max_minutes", c.max_minutes, 0, 1e9);
    require_range("patience_epochs", c.patience_epochs, 0, 1e9);
    require_range("validation_clips", c.validation_clips, 1, 1e9);
    require_range("checkpoint_steps", c.checkpoint_steps, 1, 1e9);
    require_range("tempo_jitter", c.tempo_jitter, 0, 0.2);
    require_range("velocity_jitter", c.velocity_jitter, 0, 30);
    const std::vector<std::string> losses = {"auto", "mse", "bce", "ce"};
    if (std::find(losses.begin(), losses.end(), c.reconstruction) == losses.end())
        throw ConfigError("training.reconstruction: must be auto, mse, bce or ce, got '" +
                          c.reconstruction + "'");
    require_range("adversarial_weight", c.adversarial_weight, 0, 1000);
    require_range("adversarial_feature_matching", c.adversarial_feature_matching, 0, 1000);
    require_range("adversarial_start", static_cast<double>(c.adversarial_start), 0, 1e12);
    require_range("adversarial_every", c.adversarial_every, 1, 1e6);
    require_range("adversarial_learning_rate", c.adversarial_learning_rate, 1e-8, 1);
    require_range("adversarial_channels", c.adversarial_channels, 0, 4096);
    require_range("adversarial_r1", c.adversarial_r1, 0, 1e6);
    if (c.adversarial && !c.adversarial_spectral_norm && c.adversarial_r1 == 0)
        throw ConfigError(
            "training.adversarial_r1: must be above 0 where adversarial_spectral_norm is off: with "
            "neither, the discriminator's slopes grow without bound");
    require_range("inferred_spread", c.inferred_spread, 0, 1000);
    if (c.beta_schedule != "constant" && c.beta_schedule != "linear" &&
        c.beta_schedule != "cyclical")
        throw ConfigError("training.beta_schedule: must be constant, linear or cyclical, got '" +
                          c.beta_schedule + "'");
    require_range("beta_cycles", c.beta_cycles, 1, 1e6);
    require_range("beta_ratio", c.beta_ratio, 0.01, 1);
    require_range("accumulate", c.accumulate, 1, 65'536);
}

}  // namespace affetto
