#pragma once

#include "affetto/features/mel_filterbank.hpp"

namespace affetto {

/// How loud each of M mel bands is in each of T frames.
struct MelConfig {
    int sample_rate_hz = 24'000;
    StftConfig stft;
    MelBandsConfig bands;
    std::string log = "db";        ///< db: 10 log10(max(1e-10, p)); ln: ln(p + 1e-6)
    std::optional<double> top_db;  ///< with db: raise what lies lower than this below the loudest
                                   ///< value of the clip (librosa's power_to_db has 80)
};

template <class Visitor>
void visit_fields(MelConfig& c, Visitor&& v) {
    v.field("sample_rate_hz", c.sample_rate_hz, "Samples a second of the sound");
    v.field("stft", c.stft, "The short-time Fourier transform");
    v.field("bands", c.bands, "The mel bands");
    v.field("log", c.log, "Logarithm of the power: db or ln");
    v.field("top_db", c.top_db, "Range kept below a clip's loudest value; null: all");
}

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
