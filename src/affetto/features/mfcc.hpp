#pragma once

#include "affetto/features/mel_spectrogram.hpp"

namespace affetto {

/// MelConfig with top_db 80, as librosa has it.
MelConfig mel_below_mfcc();

/// Mel-frequency cepstral coefficients: the first coefficients of the orthonormal DCT-II over the
/// bands of a log-mel spectrogram (Davis and Mermelstein 1980). No lifter. With the defaults they
/// are librosa.feature.mfcc's; with bands.scale = htk, those of torchaudio-like pipelines.
struct MfccConfig {
    int n_mfcc = 20;
    MelConfig mel = mel_below_mfcc();
};

template <class Visitor>
void visit_fields(MfccConfig& c, Visitor&& v) {
    v.field("n_mfcc", c.n_mfcc, "Coefficients, from the 0th on");
    v.field("mel", c.mel, "The log-mel spectrogram below them");
}

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
