#include "affetto/training/codec_adversary.hpp"

#include "affetto/core/error.hpp"

namespace affetto {
namespace {

const CodecTrainingConfig& fitting(const CodecConfig& codec, const CodecTrainingConfig& training) {
    const auto samples = static_cast<std::int64_t>(training.window_seconds * codec.sampling_rate);
    for (const int window : training.discriminator_windows)
        if (window > samples)
            throw ConfigError("training.discriminator_windows: must fit into window_seconds (" +
                              std::to_string(samples) + " samples), got " + std::to_string(window));
    return training;
}

}  // namespace

CodecAdversary::CodecAdversary(const CodecConfig& codec, const CodecTrainingConfig& training,
                               at::Generator& rng)
    : config_(fitting(codec, training)),
      discriminator_(codec.audio_channels, training.discriminator_channels,
                     training.discriminator_windows, rng),
      weights_(discriminator_.parameters()) {}

CodecAdversary::Terms CodecAdversary::against(const at::Tensor& made,
                                              const at::Tensor& real) const {
    const Judgements of_made = discriminator_(made);
    Judgements of_real;
    {
        const torch::NoGradGuard no_grad;
        of_real = discriminator_(real);
    }
    return {adversarial_loss(of_made), feature_matching_loss(of_real, of_made)};
}

double CodecAdversary::learn(const at::Tensor& made, const at::Tensor& real) {
    const at::Tensor detached = made.detach();
    return weights_.update(
        [&] { return discriminator_loss(discriminator_(real), discriminator_(detached)); },
        config_.discriminator_learning_rate, config_.clip_norm);
}

}  // namespace affetto
