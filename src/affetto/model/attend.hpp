#pragma once

#include "affetto/tensor/runtime.hpp"
#include "affetto/tensor/torch.hpp"

namespace affetto {

/// Multi-head attention, softmax(Q K^T / sqrt(d)) V, with rotary positions (Su et al. 2021, base
/// 10,000) on queries and keys. On the CPU a block of queries at a time, so that scores never leave
/// the cache (Dao et al. 2022, "FlashAttention"), and causal attention skips what lies ahead;
/// elsewhere by libtorch. Differentiable once.
///
/// queries, keys, values [T, B, 3, heads, d], d even, -> [T, B, heads d]; 0 where a step sees
/// nothing but padding. Other sizes throw std::invalid_argument. causal: step t sees steps up to t.
/// padding [B, T] bool (true: nothing there) or undefined.
at::Tensor attend(const at::Tensor& queries_keys_values, bool causal, const at::Tensor& padding,
                  Precision precision);

/// Turns x [.., T, d] as at positions first, first + 1, ...
at::Tensor rotate(const at::Tensor& x, std::int64_t first);

}  // namespace affetto
