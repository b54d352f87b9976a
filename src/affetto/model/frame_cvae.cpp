#include "affetto/model/frame_cvae.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <numbers>

namespace affetto {
namespace {

/// A vector a clip [B, E] beside every step of [B, C, T].
at::Tensor beside(const at::Tensor& x, const at::Tensor& vector) {
    return at::cat({x, vector.unsqueeze(2).expand({-1, -1, x.size(2)})}, 1);
}

/// [T, B, C] <-> [B, C, T].
at::Tensor channels_first(const at::Tensor& x) { return x.permute({1, 2, 0}); }
at::Tensor time_first(const at::Tensor& x) { return x.permute({2, 0, 1}); }

}  // namespace

FrameCvae::FrameCvae(const ModelConfig& config, std::int64_t values, std::int64_t window,
                     at::Generator& rng)
    : config_(config), values_(values) {
    validate(config);
    const std::int64_t channels = config.conv_dim, latent = config.latent_dim;
    const std::int64_t emotion = config.emotion_dim;
    const int halvings = std::countr_zero(static_cast<unsigned>(config.frames_per_latent));
    emotion_embedding_ =
        register_module("emotion_embedding", std::make_shared<EmotionEmbedding>(emotion, rng));
    frames_in_ = register_module("frames_in",
                                 std::make_shared<Convolution>(values + emotion, channels, 5, rng));
    for (int i = 0; i <= halvings; ++i) {
        const std::string suffix = std::to_string(i);
        encoder_.push_back(register_module("encoder" + suffix,
                                           std::make_shared<ResidualConvolution>(channels, rng)));
        if (i < halvings)
            slower_.push_back(
                register_module("slower" + suffix, std::make_shared<HalfRate>(channels, rng)));
    }
    to_posterior_ = register_module("to_posterior",
                                    std::make_shared<Convolution>(channels, 2 * latent, 1, rng));
    latents_in_ = register_module(
        "latents_in", std::make_shared<Convolution>(latent + emotion, channels, 3, rng));
    for (int i = 0; i <= halvings; ++i) {
        const std::string suffix = std::to_string(i);
        decoder_.push_back(register_module("decoder" + suffix,
                                           std::make_shared<ResidualConvolution>(channels, rng)));
        if (i < halvings)
            faster_.push_back(
                register_module("faster" + suffix, std::make_shared<DoubleRate>(channels, rng)));
    }
    frames_out_ =
        register_module("frames_out", std::make_shared<Convolution>(channels, values, 5, rng));
    prior_ = register_module(
        "prior", std::make_shared<LatentPrior>(
                     config, std::max<std::int64_t>(1, window / config.frames_per_latent), rng));
}

Posterior FrameCvae::encode(const at::Tensor& frames, const at::Tensor& emotion,
                            const Forward& mode) const {
    at::Tensor h = frames_in_->forward(beside(channels_first(frames), emotion), mode);
    for (std::size_t i = 0; i < encoder_.size(); ++i) {
        h = encoder_[i]->forward(h, mode);
        if (i < slower_.size()) h = slower_[i]->forward(h, mode);
    }
    const Forward exact{mode.rng, Precision::float32};
    const at::Tensor q = time_first(to_posterior_->forward(at::gelu(h), exact));
    return {q.narrow(2, 0, config_.latent_dim),
            q.narrow(2, config_.latent_dim, config_.latent_dim).clamp(-10, 4)};
}

at::Tensor FrameCvae::decode(const at::Tensor& latents, const at::Tensor& emotion,
                             const Forward& mode) const {
    at::Tensor h = latents_in_->forward(channels_first(at::cat({latents, emotion}, 2)), mode);
    for (std::size_t i = 0; i < decoder_.size(); ++i) {
        h = decoder_[i]->forward(h, mode);
        if (i < faster_.size()) h = faster_[i]->forward(h, mode);
    }
    return time_first(frames_out_->forward(at::gelu(h), mode));
}

VaeLoss FrameCvae::loss(const Batch& batch, const LossConfig& config, const Forward& mode) const {
    const std::int64_t rate = config_.frames_per_latent, frames = batch.steps.size(0);
    const std::int64_t missing = (rate - frames % rate) % rate;
    const at::Tensor x = at::constant_pad_nd(batch.steps, {0, 0, 0, 0, 0, missing});
    const at::Tensor mask = at::constant_pad_nd(batch.mask, {0, 0, 0, missing});
    const at::Tensor latent_mask = mask.reshape({-1, rate, mask.size(1)}).amax(1);  // [L, B]

    const at::Tensor known = withhold(batch.known, config_.emotion_dropout, mode);
    const at::Tensor vector = embed(batch.emotion, known, mode);
    const Posterior q = encode(x, vector, mode);
    const at::Tensor z = mode.training() ? sample(q, *mode.rng) : q.mean;
    const at::Tensor vectors = vector.unsqueeze(0).expand({z.size(0), -1, -1});

    const at::Tensor error = (decode(z, vectors, mode) - x).square().mean(2);  // [T, B]
    const at::Tensor mse = ((error * mask).sum(0) / mask.sum(0)).mean();
    const double half = 0.5 * static_cast<double>(values_);
    const at::Tensor reconstruction = half * (at::log(mse) + std::log(2 * std::numbers::pi) + 1);

    const at::Tensor entropy =
        (0.5 * (q.log_var + std::log(2 * std::numbers::pi) + 1)).sum(2);  // [L, B]
    const GaussianMixture prior = prior_->forward(z, vectors, mode);
    const at::Tensor divergence = -entropy - log_density(prior, z);
    const at::Tensor kl = (divergence * latent_mask).sum(0).mean();
    const double mean_length = mask.sum(0).mean().item<double>();

    VaeLoss loss;
    loss.total = reconstruction + kl * (config.beta / mean_length);
    loss.reconstruction = reconstruction.item<double>();
    loss.kl = kl.item<double>();
    if (!mode.training()) {
        const at::Tensor each = -0.5 * (q.log_var + std::log(2 * std::numbers::pi) + 1) -
                                log_density_per_dimension(prior, z);
        const at::Tensor real = latent_mask > 0;
        loss.use = latent_use(q.mean.index({real}), each.index({real}), z.size(1));
    }
    return loss;
}

}  // namespace affetto
