#pragma once

#include "affetto/features/mel_filterbank.hpp"

namespace affetto {

/// Throws ConfigError naming the field, its limits and the value found.
void validate(const MelConfig& c);

/// From samples [S] or [B, S], float32 on the CPU. A clip's values depend on that clip alone.
class MelSpectrogram {
public:
    explicit MelSpectrogram(const MelConfig& config);

    const MelConfig& config() const { return config_; }
    const Stft& stft() const { return stft_; }
    const at::Tensor& filterbank() const { return filterbank_; }  ///< float64 [M, F]

    /// The filters times |STFT|^2, float32 [..., T, M].
    at::Tensor power(const at::Tensor& samples) const;
    /// power() through the logarithm of the configuration.
    at::Tensor log_power(const at::Tensor& samples) const;

private:
    MelConfig config_;
    Stft stft_;
    at::Tensor filterbank_;
    BandedMatrix bands_;
};

/// The logarithm of `config` on power [..., T, M], and back (what a floor or top_db cut is gone).
at::Tensor log_of_power(const at::Tensor& power, const MelConfig& config);
at::Tensor power_of_log(const at::Tensor& log_power, const MelConfig& config);

}  // namespace affetto
