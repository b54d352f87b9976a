#pragma once

#include <string>

#include "affetto/features/banded_matrix.hpp"
#include "affetto/features/stft.hpp"

namespace affetto {

/// The mel scale, by the two formulas in use.
///   "slaney": linear to 1 kHz at 200/3 Hz a mel, then logarithmic with a step of ln(6.4) / 27 a
///             mel (Slaney 1998, Auditory Toolbox; librosa's default)
///   "htk":    2595 log10(1 + f / 700) (O'Shaughnessy 1987; Young et al., The HTK Book;
///   torchaudio's
///             default)
double hz_to_mel(double hz, const std::string& scale);
double mel_to_hz(double mel, const std::string& scale);

/// float64 [M, F]. Throws ConfigError where a field is out of its limits, or a band is so narrow
/// that no bin falls into it.
at::Tensor mel_filterbank(const MelBandsConfig& bands, int sample_rate_hz, int n_fft);

/// The rows of a float64 matrix as bands.
BandedMatrix banded(const at::Tensor& matrix);

}  // namespace affetto
