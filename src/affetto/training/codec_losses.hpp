#pragma once

#include "affetto/tensor/torch.hpp"

namespace affetto {

/// The mean absolute error of sounds [B, C, S] relative to that of silence, mean over the batch;
/// very soft sounds count less. Scalar.
at::Tensor relative_error(const at::Tensor& made, const at::Tensor& real);

/// The scale-invariant signal-to-distortion ratio in dB of each sound of a batch [B, S] (Le Roux et
/// al. 2019, "SDR - half-baked or well done?"), means taken off; [B]. Higher is better.
at::Tensor si_sdr(const at::Tensor& made, const at::Tensor& real);

}  // namespace affetto
