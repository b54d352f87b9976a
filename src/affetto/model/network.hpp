#pragma once

#include "affetto/model/batch.hpp"
#include "affetto/model/latent_use.hpp"
#include "affetto/model/layers.hpp"

namespace affetto {

/// What one training step computes.
struct VaeLoss {
    at::Tensor total;           // scalar: reconstruction + beta * charged KL, for one step
    double reconstruction = 0;  ///< nats a step, mean over clips
    double kl = 0;              ///< nats a clip, without free bits
    LatentUse use;              ///< of evaluation (Forward without rng); empty in training
};

struct LossConfig {
    double beta = 0.5;       ///< weight of the KL term
    double free_nats = 0.1;  ///< per latent dimension
};

/// A conditional variational autoencoder as the training program sees it, whatever it models.
class Network : public torch::nn::Module {
public:
    /// The evidence lower bound, negated and scaled to one step. Forward::rng draws noise and
    /// dropout; with none the latent is the posterior mean and nothing is withheld.
    virtual VaeLoss loss(const Batch& batch, const LossConfig& config,
                         const Forward& mode) const = 0;

    std::int64_t parameter_count() const;
};

}  // namespace affetto
