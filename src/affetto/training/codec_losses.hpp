#pragma once

#include "affetto/tensor/torch.hpp"

namespace affetto {

/// log10 of the power of the error of sounds [B, C, S] relative to the sounds' own, mean over the
/// batch: minus the signal-to-noise ratio in bels, so that a soft sound counts like a loud one and
/// small errors go on falling. It ends at -3 (0.1 % of the power); sounds below -60 dB count less.
/// Scalar.
at::Tensor log_error(const at::Tensor& made, const at::Tensor& real);

/// The scale-invariant signal-to-distortion ratio in dB of each sound of a batch [B, S] (Le Roux et
/// al. 2019, "SDR - half-baked or well done?"), means taken off; [B]. Higher is better.
at::Tensor si_sdr(const at::Tensor& made, const at::Tensor& real);

}  // namespace affetto
