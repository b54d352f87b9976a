#pragma once

#include <vector>

#include "affetto/tensor/torch.hpp"

namespace affetto {

/// The distance of two sounds in log-mel spectrograms of several resolutions (Kumar et al. 2023,
/// "High-Fidelity Audio Compression with Improved RVQGAN", section 3.4): windows of n samples every
/// n / 4, n / 16 bands, the mean absolute difference of log10 of the magnitudes, floored at 1e-5,
/// mean over resolutions. Differentiable.
class SpectralLoss {
public:
    /// `windows`: powers of two from 64 up.
    SpectralLoss(int sample_rate_hz, const std::vector<int>& windows);

    /// Sounds [..., S] of one shape; a scalar.
    at::Tensor operator()(const at::Tensor& made, const at::Tensor& real) const;

private:
    struct Resolution {
        std::int64_t n_fft = 0;
        at::Tensor window;      // [n_fft]
        at::Tensor filterbank;  // [F, M]
    };
    at::Tensor log_mel(const at::Tensor& sound, const Resolution& r) const;

    std::vector<Resolution> resolutions_;
};

}  // namespace affetto
