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

/// The Gaussian NLL of steps of D values with one standard deviation for all, at its best value,
/// D/2 * (ln(2 pi mse) + 1) (Rybkin et al. 2021, "Simple and Effective VAE Training with Calibrated
/// Decoders"): the mean squared error with the weight that it should have beside the KL. `error`:
/// the mean squared error of each step [T, B], `mask` [T, B] 1 where it counts. The mean is over
/// each clip's steps, then over clips. A scalar, in nats a step.
at::Tensor calibrated_gaussian_nll(const at::Tensor& error, const at::Tensor& mask,
                                   std::int64_t values);

/// z = mean + std * noise. `rng` decides every draw, so a seed reproduces a run. Shape [B, Z].
at::Tensor sample(const Posterior& q, at::Generator& rng);

}  // namespace affetto
