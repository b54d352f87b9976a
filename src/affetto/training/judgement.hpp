#pragma once

#include <vector>

#include "affetto/tensor/torch.hpp"

namespace affetto {

/// What one discriminator says of a batch: B clips, T frames or steps, F places beside each other.
struct Judgement {
    at::Tensor logits;                 ///< [B, 1, T, F]; above 0: real
    std::vector<at::Tensor> features;  ///< of each layer but the last, [B, channels, T, F of it]
    at::Tensor mask = at::Tensor();    ///< [B, 1, T, 1]: 1 where it counts; undefined: everywhere
};

/// Of several discriminators.
using Judgements = std::vector<Judgement>;

// Losses, each a scalar, means over the discriminators (Defossez et al. 2022, section 3.4).

/// Hinge: what discriminators learn from.
at::Tensor discriminator_loss(const Judgements& real, const Judgements& made);
/// Hinge: what the maker is told by.
at::Tensor adversarial_loss(const Judgements& made);
/// The mean absolute difference of features relative to the mean of the real ones, mean over
/// layers.
at::Tensor feature_matching_loss(const Judgements& real, const Judgements& made);

}  // namespace affetto
