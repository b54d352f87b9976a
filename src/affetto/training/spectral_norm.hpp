#pragma once

#include "affetto/tensor/random_tensors.hpp"
#include "affetto/tensor/torch.hpp"

namespace affetto {

/// Divides a weight by its largest singular value, estimated by power iteration (Miyato et al.
/// 2018, "Spectral Normalization for Generative Adversarial Networks"), so that what is judged
/// cannot be told apart by ever steeper slopes. A weight [O, ...] counts as the matrix [O, rest].
class SpectralNorm {
public:
    /// `rng` draws the first vector; some iterations bring both near the singular vectors.
    SpectralNorm(const at::Tensor& weight, at::Generator& rng);

    /// One iteration: right = W^T left, left = W right, both normalised. One a step of training is
    /// enough, for weights change slowly.
    void iterate(const at::Tensor& weight);
    /// weight / (left^T W right). Gradients flow through W alone.
    at::Tensor operator()(const at::Tensor& weight) const;

    at::Tensor left;   // [O]
    at::Tensor right;  // [rest]
};

}  // namespace affetto
