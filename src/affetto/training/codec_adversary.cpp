#include "affetto/training/codec_adversary.hpp"

#include "affetto/core/error.hpp"

namespace affetto {
namespace {

constexpr AdamW::Betas kBetas{0.5, 0.9};  // Defossez et al. 2022, section 4.4

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
      weights_(discriminator_.parameters()),
      parameters_(weights_),
      optimizer_(parameters_, kBetas) {}

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
    // Only here: the codec's own step needs no gradients of these weights.
    for (at::Tensor& weight : weights_) weight.set_requires_grad(true);
    parameters_.gradients.zero_();
    const at::Tensor loss = discriminator_loss(discriminator_(real), discriminator_(made.detach()));
    loss.backward();
    for (at::Tensor& weight : weights_) weight.set_requires_grad(false);
    clip_gradients(parameters_, config_.clip_norm);
    optimizer_.update(parameters_, config_.discriminator_learning_rate, 0, updates_++);
    return loss.item<double>();
}

NamedTensors CodecAdversary::state() const {
    return {{"discriminator.parameters", parameters_.values},
            {"discriminator.mean", optimizer_.mean},
            {"discriminator.square", optimizer_.square},
            {"discriminator.updates", at::full({1}, updates_, at::kLong)}};
}

void CodecAdversary::load(const TensorFile& file) {
    if (file.tensors.count("discriminator.parameters") == 0) return;
    const std::int64_t count = parameters_.values.numel();
    const torch::NoGradGuard no_grad;
    parameters_.values.copy_(file.require("discriminator.parameters", {count}, at::kFloat));
    optimizer_.mean.copy_(file.require("discriminator.mean", {count}, at::kFloat));
    optimizer_.square.copy_(file.require("discriminator.square", {count}, at::kFloat));
    updates_ = file.require("discriminator.updates", {1}, at::kLong).item<std::int64_t>();
}

}  // namespace affetto
