#pragma once

#include "affetto/features/stft.hpp"

namespace affetto {

inline constexpr std::int64_t kChroma = 12;  ///< pitch classes; 0 is C, 9 is A

/// The pitch classes of ChromaConfig, from samples [S] or [B, S], float32 on the CPU.
class Chroma {
public:
    /// Throws ConfigError.
    explicit Chroma(const ChromaConfig& config);

    const ChromaConfig& config() const { return config_; }

    /// The filters times |STFT|^2, float32 [..., T, 12].
    at::Tensor power(const at::Tensor& samples) const;
    /// power() with each frame divided by its largest value, in [0, 1]; a silent frame is 0.
    at::Tensor forward(const at::Tensor& samples) const;

private:
    ChromaConfig config_;
    Stft stft_;
    at::Tensor filterbank_;  // [12, F]
};

/// float64 [12, F]. A bin's twelve weights have norm 1 before the weights over octaves.
at::Tensor chroma_filterbank(const ChromaConfig& config);

}  // namespace affetto
