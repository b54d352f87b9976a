#pragma once

#include <optional>

#include "affetto/model/batch.hpp"
#include "affetto/model/latent_use.hpp"
#include "affetto/model/layers.hpp"

namespace affetto {

/// What the decoder made of a batch, for a judge who compares it with Batch::steps. Gradients flow.
struct Made {
    at::Tensor frames;  // [T, B, D]: of the batch's own latents; roll: bits drawn in training
    at::Tensor drawn;   // [T, B, D]: of latents drawn from the network's prior, where asked for
    at::Tensor output;  // the decoder's output, from which both `frames` and the loss come
    at::Tensor known;   // [B, 1]: 1 where the decoder was told the emotion
};

/// What one training step computes.
struct VaeLoss {
    at::Tensor total;           // scalar: reconstruction + beta * charged KL, for one step, and the
                                // emotion head's charge; the adversary's only as gradients
    double reconstruction = 0;  ///< nats a step, mean over clips
    double kl = 0;              ///< nats a clip, without free bits
    LatentUse use;              ///< of evaluation (Forward without rng); empty in training
    Made made;                  ///< undefined tensors unless LossConfig::keep_made
    std::optional<double> emotion_error;   ///< of the emotion head (emotion_head.hpp)
    std::optional<double> adversary_loss;  ///< of the adversary (latent_adversary.hpp), in nats
};

struct LossConfig {
    double beta = 0.5;           ///< weight of the KL term
    double free_nats = 0.1;      ///< per latent dimension
    bool squared_error = false;  ///< of binary values: in place of the binary cross-entropy
    bool keep_made = false;      ///< fill VaeLoss::made
    bool draw = false;           ///< and Made::drawn, where the network has a prior of its own
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
