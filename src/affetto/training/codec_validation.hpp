#pragma once

#include <cstdint>

#include "affetto/training/learning_codec.hpp"
#include "affetto/training/spectral_loss.hpp"

namespace affetto {

/// Measured on held-out windows with all codebooks and the weights that will be kept.
struct CodecValidation {
    std::int64_t step = 0;
    double mel = 0;       ///< SpectralLoss
    double si_sdr = 0;    ///< dB, mean over windows (Le Roux et al. 2019)
    double code_use = 0;  ///< share of the codes in use, mean over codebooks
    double minutes = 0;
};

/// `held_out` [V, audio_channels, samples] through the codec; `step` and `minutes` stay 0.
CodecValidation validate_on(LearningCodec& codec, const SpectralLoss& spectral,
                            const at::Tensor& held_out);

}  // namespace affetto
