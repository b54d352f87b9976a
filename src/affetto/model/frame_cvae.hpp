#pragma once

#include <memory>

#include "affetto/model/emotion_embedding.hpp"
#include "affetto/model/emotion_head.hpp"
#include "affetto/model/frame_coder.hpp"
#include "affetto/model/latent_adversary.hpp"
#include "affetto/model/latent_prior.hpp"
#include "affetto/model/network.hpp"
#include "affetto/model/vae.hpp"

namespace affetto {

/// The conditional variational autoencoder of continuous features: D values a frame, normalised to
/// mean 0 and standard deviation 1. An encoder makes one latent of every R frames (R =
/// frames_per_latent) and a decoder frames of latents again, the emotion in both; a learned prior
/// draws latents one after another. One latent for a whole clip would keep its colour and lose its
/// rhythm.
class FrameCvae : public Network {
public:
    /// `values` is D, `window` the frames of a training window. Every weight is drawn from `rng`.
    FrameCvae(const ModelConfig& config, std::int64_t values, std::int64_t window,
              at::Generator& rng);

    /// Reconstruction: calibrated_gaussian_nll(). KL(q(z | x, emotion) || prior): the entropy of q
    /// exactly, the prior's part at the latent drawn; free bits do not apply.
    VaeLoss loss(const Batch& batch, const LossConfig& config, const Forward& mode) const override;

    /// [B, 2] or with names [B, emotion_columns()], [B, 1] -> emotion vectors [B, E].
    at::Tensor embed(const at::Tensor& emotion, const at::Tensor& known,
                     const Forward& mode) const {
        return emotion_embedding_->forward(emotion, known, mode);
    }
    /// frames [T, B, D], T a multiple of R, emotion vectors [B, E] -> mean and log-variance
    /// [T / R, B, Z]. `lengths` int64 [B]: the latents of each clip; undefined: T / R.
    Posterior encode(const at::Tensor& frames, const at::Tensor& emotion, const Forward& mode,
                     const at::Tensor& lengths = {}) const;
    /// latents [L, B, Z], emotion vectors [L, B, E] -> frames [L * R, B, D].
    at::Tensor decode(const at::Tensor& latents, const at::Tensor& emotion, const Forward& mode,
                      const at::Tensor& lengths = {}) const;

    /// Latents [L, B, Z] drawn one after another from the prior under emotion vectors [L, B, E];
    /// without gradients.
    at::Tensor draw_latents(const at::Tensor& emotion, at::Generator& rng) const;

    const LatentPrior& prior() const { return *prior_; }
    const ModelConfig& config() const { return config_; }
    std::int64_t values() const { return values_; }

private:
    ModelConfig config_;
    std::int64_t values_;
    std::shared_ptr<EmotionEmbedding> emotion_embedding_;
    std::shared_ptr<FrameEncoder> encoder_;
    std::shared_ptr<FrameDecoder> decoder_;
    std::shared_ptr<LatentPrior> prior_;
    std::shared_ptr<EmotionHead> emotion_head_;          // none without its weight
    std::shared_ptr<LatentAdversary> latent_adversary_;  // likewise, of means and spreads over time
};

}  // namespace affetto
