#pragma once

#include <memory>

#include "affetto/model/sequence.hpp"

namespace affetto {

/// A mixture of M diagonal Gaussians over a latent of Z values, for any leading axes.
struct GaussianMixture {
    at::Tensor log_weight;  // [..., M], normalised
    at::Tensor mean;        // [..., M, Z]
    at::Tensor log_std;     // [..., M, Z], clamped to [-5, 3]
};

/// log p(z) in nats: z [..., Z] -> [...].
at::Tensor log_density(const GaussianMixture& mixture, const at::Tensor& z);

/// One draw z [B, Z] from each mixture of a batch.
at::Tensor sample(const GaussianMixture& mixture, at::Generator& rng);

/// The same of each value alone, under its own marginal: z [..., Z] -> [..., Z]. They do not add up
/// to log_density, since a component's values belong together.
at::Tensor log_density_per_dimension(const GaussianMixture& mixture, const at::Tensor& z);

/// Classifier-free guidance on a mixture: log-weights and means moved to unconditional + guidance *
/// (conditional - unconditional); the spreads stay those of the conditional one.
GaussianMixture guided(const GaussianMixture& conditional, const GaussianMixture& unconditional,
                       double guidance);

/// A learned prior over the latents of a sound: p(z_t | z_1 .. z_{t-1}, emotion) by a causal
/// network (Chung et al. 2015, "A Recurrent Latent Variable Model for Sequential Data", with the
/// prior on latents alone), so that sound of any length can be drawn latent after latent.
class LatentPrior : public torch::nn::Module {
public:
    /// `window` latents are what attention looks back on.
    LatentPrior(const ModelConfig& config, std::int64_t window, at::Generator& rng);

    /// The mixture before every latent: z [L, B, Z], emotion vectors [L, B, E] -> [L, B, ...].
    GaussianMixture forward(const at::Tensor& z, const at::Tensor& emotion,
                            const Forward& mode) const;

    DecoderState start(std::int64_t batch) const { return network_->start(batch); }
    /// One latent further, without gradients: the latent before [B, Z] (zeros at the start).
    GaussianMixture step(const at::Tensor& previous, const at::Tensor& emotion,
                         DecoderState& state) const;

private:
    GaussianMixture head(const at::Tensor& h, const at::Tensor& emotion, const Forward& mode) const;

    std::int64_t mixture_, latent_dim_;
    std::shared_ptr<Linear> in_, hidden_, out_;
    std::shared_ptr<SequenceDecoder> network_;
};

}  // namespace affetto
