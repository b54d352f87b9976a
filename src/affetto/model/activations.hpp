#pragma once

#include "affetto/tensor/torch.hpp"

namespace affetto {

/// Functions of each element. On the CPU a pass forwards and one backwards with nothing kept but
/// the input (tensor/row_kernels.hpp); elsewhere libtorch's. Differentiable once.

/// x Phi(x), the Gaussian error linear unit (Hendrycks and Gimpel 2016).
at::Tensor gelu_of(const at::Tensor& x);

/// x with elements zeroed with `probability` and the rest scaled by 1 / (1 - probability)
/// (Srivastava et al. 2014). The identity for probability 0.
at::Tensor dropout(const at::Tensor& x, double probability, at::Generator& rng);

}  // namespace affetto
