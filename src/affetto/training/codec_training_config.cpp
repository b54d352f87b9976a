#include "affetto/training/codec_training_config.hpp"

#include <bit>

#include "affetto/core/error.hpp"
#include "affetto/training/limits.hpp"

namespace affetto {
namespace {

void require_windows(const std::string& field, const std::vector<int>& windows) {
    if (windows.empty()) throw ConfigError("training." + field + ": needs at least one window");
    for (const int window : windows)
        if (window < 64 || window > 16'384 || !std::has_single_bit(static_cast<unsigned>(window)))
            throw ConfigError("training." + field +
                              ": must be powers of two from 64 to 16384, got " +
                              std::to_string(window));
}

}  // namespace

void validate(const CodecTrainingConfig& c) {
    require_range("batch_size", c.batch_size, 1, 65'536);
    require_range("window_seconds", c.window_seconds, 0.1, 60);
    require_range("learning_rate", c.learning_rate, 1e-8, 1);
    require_range("warmup_steps", c.warmup_steps, 0, 1e9);
    require_range("decay_steps", c.decay_steps, 1, 1e12);
    require_range("weight_decay", c.weight_decay, 0, 1);
    require_range("clip_norm", c.clip_norm, 1e-6, 1e9);
    require_range("ema_decay", c.ema_decay, 0, 0.999999);
    require_range("waveform_weight", c.waveform_weight, 0, 1e6);
    require_range("mel_weight", c.mel_weight, 0, 1e6);
    require_range("commitment_weight", c.commitment_weight, 0, 1e6);
    require_range("quantizer_start", c.quantizer_start, 0, 1e9);
    require_windows("mel_windows", c.mel_windows);
    require_range("codebook_decay", c.codebook_decay, 0, 0.99999);
    require_range("dead_code_usage", c.dead_code_usage, 0, 1e6);
    require_range("gain_jitter_db", c.gain_jitter_db, 0, 40);
    require_range("adversarial_weight", c.adversarial_weight, 0, 1e6);
    require_range("feature_matching_weight", c.feature_matching_weight, 0, 1e6);
    require_range("discriminator_channels", c.discriminator_channels, 1, 4'096);
    require_windows("discriminator_windows", c.discriminator_windows);
    require_range("discriminator_start", static_cast<double>(c.discriminator_start), 0, 1e12);
    require_range("discriminator_every", c.discriminator_every, 1, 1e9);
    require_range("discriminator_learning_rate", c.discriminator_learning_rate, 1e-8, 1);
    require_range("max_steps", static_cast<double>(c.max_steps), 1, 1e12);
    require_range("max_minutes", c.max_minutes, 0, 1e9);
    require_range("checkpoint_steps", c.checkpoint_steps, 1, 1e9);
    require_range("validation_windows", c.validation_windows, 1, 1e6);
}

}  // namespace affetto
