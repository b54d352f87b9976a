#pragma once

#include "affetto/model/layers.hpp"

namespace affetto {

/// What the encoder believes about a batch: one diagonal Gaussian a clip (Kingma and Welling 2014).
struct Posterior {
    at::Tensor mean;     // [B, Z]
    at::Tensor log_var;  // [B, Z], clamped to [-10, 4]
};

/// KL(q(z|x) || N(0, I)) for each latent dimension, in nats: 0.5 * (mean^2 + var - log_var - 1).
/// Shape [B, Z]; the sum over Z is a clip's KL.
at::Tensor kl_per_dimension(const Posterior& q);

/// What the loss charges for the KL: each dimension's mean over the batch, but at least `free_nats`
/// (free bits, Kingma et al. 2016), summed over dimensions. A scalar.
at::Tensor charged_kl(const Posterior& q, double free_nats);

/// z = mean + std * noise. `rng` decides every draw, so a seed reproduces a run. Shape [B, Z].
at::Tensor sample(const Posterior& q, at::Generator& rng);

}  // namespace affetto
