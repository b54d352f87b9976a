#pragma once

#include <optional>
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

/// M triangular filters over the F bins of a transform.
struct MelBandsConfig {
    int n_mels = 128;
    double min_hz = 0.0;             ///< lower end of the first triangle
    std::optional<double> max_hz;    ///< upper end of the last; not set: half the sample rate
    std::string scale = "slaney";    ///< slaney or htk
    std::string normalise = "area";  ///< area (each triangle has area 1 over Hz: height 2 / width
                                     ///< in Hz, Slaney 1998) or none (height 1)
};

template <class Visitor>
void visit_fields(MelBandsConfig& c, Visitor&& v) {
    v.field("n_mels", c.n_mels, "Mel bands");
    v.field("min_hz", c.min_hz, "Lower end of the first band");
    v.field("max_hz", c.max_hz, "Upper end of the last band; null: half the sample rate");
    v.field("scale", c.scale, "Mel scale: slaney (librosa) or htk (torchaudio)");
    v.field("normalise", c.normalise, "Height of a band: area (area 1) or none (height 1)");
}

/// float64 [M, F]. Throws ConfigError where a field is out of its limits, or a band is so narrow
/// that no bin falls into it.
at::Tensor mel_filterbank(const MelBandsConfig& bands, int sample_rate_hz, int n_fft);

/// The rows of a float64 matrix as bands.
BandedMatrix banded(const at::Tensor& matrix);

}  // namespace affetto
