#pragma once

#include <memory>

#include "affetto/model/emotion_embedding.hpp"
#include "affetto/model/frame_coder.hpp"
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

    /// Reconstruction: the Gaussian NLL of a frame with one standard deviation for all values, at
    /// its best value, D/2 * (ln(2 pi mse) + 1) (Rybkin et al. 2021, "Simple and Effective VAE
    /// Training with Calibrated Decoders"): the mean squared error with the weight that it should
    /// have beside the KL. KL(q(z | x, emotion) || prior): the entropy of q exactly, the prior's
    /// part at the latent drawn; free bits do not apply.
    VaeLoss loss(const Batch& batch, const LossConfig& config, const Forward& mode) const override;

    /// [B, 2], [B, 1] -> emotion vectors [B, E].
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
};

}  // namespace affetto
