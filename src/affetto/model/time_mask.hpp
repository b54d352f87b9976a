#pragma once

#include "affetto/tensor/torch.hpp"

namespace affetto {

/// Clips of different lengths side by side: x [T, B, D], padded behind; `lengths` int64 [B].

/// [T, B] of 1 where a step is real.
at::Tensor time_mask(const at::Tensor& x, const at::Tensor& lengths);

/// The mean over real steps: [B, D].
at::Tensor mean_over_time(const at::Tensor& x, const at::Tensor& lengths);

/// Each clip's real steps in reverse order; padding stays behind.
at::Tensor reverse_in_time(const at::Tensor& x, const at::Tensor& lengths);

}  // namespace affetto
