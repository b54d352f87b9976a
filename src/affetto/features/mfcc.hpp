#pragma once

#include "affetto/features/mel_spectrogram.hpp"

namespace affetto {

/// The coefficients of MfccConfig, and back.
class Mfcc {
public:
    /// Throws ConfigError; n_mfcc lies in [1, n_mels].
    explicit Mfcc(const MfccConfig& config);

    const MfccConfig& config() const { return config_; }
    const MelSpectrogram& mel() const { return mel_; }

    /// Samples [S] or [B, S] -> float32 [..., T, n_mfcc].
    at::Tensor forward(const at::Tensor& samples) const;
    /// A log-mel spectrogram [..., T, M] -> [..., T, n_mfcc].
    at::Tensor from_log_mel(const at::Tensor& log_mel) const;
    /// Back: the log-mel spectrogram [..., T, M] that has these coefficients and none beyond them,
    /// a smooth envelope over the bands.
    at::Tensor to_log_mel(const at::Tensor& mfcc) const;

private:
    MfccConfig config_;
    MelSpectrogram mel_;
    at::Tensor dct_;  // [n_mfcc, M]
};

/// Orthonormal DCT-II, float64 [coefficients, values]: row k is sqrt(2 / N) cos(pi k (2 n + 1) /
/// (2 N)), row 0 divided by sqrt(2).
at::Tensor dct_matrix(std::int64_t coefficients, std::int64_t values);

}  // namespace affetto
