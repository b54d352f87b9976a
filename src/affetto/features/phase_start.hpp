#pragma once

#include "affetto/features/stft.hpp"

namespace affetto {

/// Phases for magnitudes that have none, where Griffin-Lim begins. Both return a spectrum,
/// complex64, with the magnitudes [..., T, F] that they are given.

/// Uniform in [0, 2 pi).
at::Tensor random_phases(const at::Tensor& magnitude, at::Generator& rng);

/// Single-pass spectrogram inversion (Beauregard, Harish and Wyse 2015): each peak of a frame is a
/// sinusoid, its frequency read off by a parabola through three magnitudes; its phase goes on from
/// the frame before, and the bins on its slopes follow the peak as the Hann window has it. The same
/// magnitudes give the same phases.
at::Tensor single_pass_phases(const at::Tensor& magnitude, const StftConfig& config);

}  // namespace affetto
