#pragma once

#include <memory>

#include "affetto/model/network.hpp"

namespace affetto {

/// x itself; backwards its gradient times -scale (the gradient reversal layer of Ganin and
/// Lempitsky 2015, "Unsupervised Domain Adaptation by Backpropagation", section 3.2).
at::Tensor reverse_gradient(const at::Tensor& x, double scale);

/// Keeps the latent free of emotion, so that the emotion is the condition's to give. A small
/// network learns to tell a clip's quadrant from its latent; the gradient that it learns by runs on
/// into the encoder with its sign turned, and one optimizer serves both. It sees posterior means,
/// which know more than latents with their noise, each dimension standardised over the batch: a
/// latent cannot hide what it knows by being small.
class LatentAdversary : public torch::nn::Module {
public:
    /// Of latents of `values` numbers a clip. `weight` scales the gradient that reaches the
    /// encoder.
    LatentAdversary(std::int64_t values, std::int64_t hidden, double weight, at::Generator& rng);

    /// latent [B, values] -> logits of Q1..Q4 [B, 4]. Depends on the whole batch.
    at::Tensor forward(const at::Tensor& latent) const;
    /// Adds the adversary's gradients to the loss, and nothing to its value: its cross-entropy over
    /// the clips whose emotion is known, in nats, goes to `adversary_loss`. With fewer than two
    /// such clips there is nothing to compare, and nothing is added.
    void charge(VaeLoss& loss, const at::Tensor& latent, const Batch& batch) const;

private:
    double weight_;
    std::shared_ptr<Linear> hidden_, out_;
};

}  // namespace affetto
