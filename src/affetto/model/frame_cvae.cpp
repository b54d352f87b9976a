#include "affetto/model/frame_cvae.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace affetto {
namespace {

/// As many latents as there are of each clip, where nothing says that some are padding.
at::Tensor all_of(const at::Tensor& x, std::int64_t count) {
    return at::full({x.size(1)}, count, x.options().dtype(at::kLong));
}

}  // namespace

FrameCvae::FrameCvae(const ModelConfig& config, std::int64_t values, std::int64_t window,
                     at::Generator& rng)
    : config_(config), values_(values) {
    validate(config);
    emotion_embedding_ =
        register_module("emotion_embedding", std::make_shared<EmotionEmbedding>(config, rng));
    // Their parts are this network's own, as model folders name them.
    encoder_ = make_frame_encoder(config, values, rng);
    for (const auto& part : encoder_->named_children()) register_module(part.key(), part.value());
    decoder_ = make_frame_decoder(config, values, rng);
    for (const auto& part : decoder_->named_children()) register_module(part.key(), part.value());
    prior_ = register_module(
        "prior", std::make_shared<LatentPrior>(
                     config, std::max<std::int64_t>(1, window / config.frames_per_latent), rng));
    if (config.emotion_head_weight > 0)
        emotion_head_ = register_module(
            "emotion_head", std::make_shared<EmotionHead>(values, config.head_dim,
                                                          config.emotion_head_weight, rng));
    if (config.latent_adversary_weight > 0)
        latent_adversary_ = register_module(
            "latent_adversary",
            std::make_shared<LatentAdversary>(2 * config.latent_dim, config.head_dim,
                                              config.latent_adversary_weight, rng));
}

Posterior FrameCvae::encode(const at::Tensor& frames, const at::Tensor& emotion,
                            const Forward& mode, const at::Tensor& lengths) const {
    const at::Tensor q = encoder_->forward(
        frames, emotion,
        lengths.defined() ? lengths : all_of(frames, frames.size(0) / config_.frames_per_latent),
        mode);
    return {q.narrow(2, 0, config_.latent_dim),
            q.narrow(2, config_.latent_dim, config_.latent_dim).clamp(-10, 4)};
}

at::Tensor FrameCvae::decode(const at::Tensor& latents, const at::Tensor& emotion,
                             const Forward& mode, const at::Tensor& lengths) const {
    return decoder_->forward(latents, emotion,
                             lengths.defined() ? lengths : all_of(latents, latents.size(0)), mode);
}

VaeLoss FrameCvae::loss(const Batch& batch, const LossConfig& config, const Forward& mode) const {
    const std::int64_t rate = config_.frames_per_latent, frames = batch.steps.size(0);
    const std::int64_t missing = (rate - frames % rate) % rate;
    const at::Tensor x = at::constant_pad_nd(batch.steps, {0, 0, 0, 0, 0, missing});
    const at::Tensor mask = at::constant_pad_nd(batch.mask, {0, 0, 0, missing});
    const at::Tensor latent_mask = mask.reshape({-1, rate, mask.size(1)}).amax(1);  // [L, B]
    const at::Tensor lengths = latent_mask.sum(0).to(at::kLong);

    const at::Tensor known = withhold(batch.known, config_.emotion_dropout, mode);
    const at::Tensor vector = embed(emotion_and_names(batch), known, mode);
    const Posterior q = encode(x, vector, mode, lengths);
    const at::Tensor z = mode.training() ? sample(q, *mode.rng) : q.mean;
    const at::Tensor vectors = vector.unsqueeze(0).expand({z.size(0), -1, -1});

    const at::Tensor made = decode(z, vectors, mode, lengths);
    const at::Tensor error = (made - x).square().mean(2);  // [T, B]
    const at::Tensor reconstruction = calibrated_gaussian_nll(error, mask, values_);

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
    if (emotion_head_) emotion_head_->charge(loss, made, mask, batch);
    if (latent_adversary_)
        latent_adversary_->charge(loss, mean_and_spread(q.mean, latent_mask), batch);
    if (config.keep_made) {
        loss.made = {made.narrow(0, 0, frames), at::Tensor(), made,
                     hears_emotion(config_) ? known : at::zeros_like(known)};
        if (config.draw && mode.training())
            loss.made.drawn = decode(draw_latents(vectors, *mode.rng), vectors, mode, lengths)
                                  .narrow(0, 0, frames);
    }
    return loss;
}

at::Tensor FrameCvae::draw_latents(const at::Tensor& emotion, at::Generator& rng) const {
    const torch::NoGradGuard no_grad;
    DecoderState state = prior_->start(emotion.size(1));
    at::Tensor z = at::zeros({emotion.size(1), config_.latent_dim}, emotion.options());
    std::vector<at::Tensor> drawn;
    for (std::int64_t t = 0; t < emotion.size(0); ++t) {
        z = sample(prior_->step(z, emotion[t], state), rng);
        drawn.push_back(z);
    }
    return at::stack(drawn);
}

}  // namespace affetto
