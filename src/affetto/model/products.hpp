#pragma once

#include "affetto/tensor/runtime.hpp"
#include "affetto/tensor/torch.hpp"

namespace affetto {

/// The matrix products of the networks, forwards and backwards: factors in the precision that is
/// asked for, float32 in and out. On the CPU by tensor/matrix_product.hpp (a few rows, as in
/// decoding step by step, by libtorch), elsewhere by libtorch.

/// x [..., inputs] W^T + b for W [outputs, inputs]; `bias` [outputs] may be undefined.
at::Tensor linear(const at::Tensor& x, const at::Tensor& weight, const at::Tensor& bias,
                  Precision precision);

/// Convolution over time of x [B, T, C] with weights [outputs, C, K], K - stride even, T a multiple
/// of stride, and nothing beyond the ends: [B, T / stride, outputs]. Here and above sizes that do
/// not fit throw std::invalid_argument.
at::Tensor convolve(const at::Tensor& x, const at::Tensor& weight, const at::Tensor& bias,
                    std::int64_t stride, Precision precision);

/// a^T b [K, N], summed over all other axes of a [..., K] and b [..., N]; on the CPU, without
/// gradients.
at::Tensor transposed_product(const at::Tensor& a, const at::Tensor& b, Precision precision);

}  // namespace affetto
