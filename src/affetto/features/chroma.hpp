#pragma once

#include "affetto/features/stft.hpp"

namespace affetto {

inline constexpr std::int64_t kChroma = 12;  ///< pitch classes; 0 is C, 9 is A

/// How strong each pitch class is: Gaussian bumps a semitone wide around the pitches of a class in
/// all octaves, weighted by a Gaussian over octaves (Ellis 2007, "Chroma feature analysis and
/// synthesis"; librosa.filters.chroma, whose conventions these are).
struct ChromaConfig {
    int sample_rate_hz = 24'000;
    StftConfig stft;
    double tuning = 0.0;         ///< semitones that the music lies above A = 440 Hz
    double centre_octave = 5.0;  ///< of the weights, octaves above 27.5 Hz (A0)
    double octave_width = 2.0;   ///< standard deviation of the weights, in octaves
};

template <class Visitor>
void visit_fields(ChromaConfig& c, Visitor&& v) {
    v.field("sample_rate_hz", c.sample_rate_hz, "Samples a second of the sound");
    v.field("stft", c.stft, "The short-time Fourier transform");
    v.field("tuning", c.tuning, "Semitones that the music lies above A = 440 Hz");
    v.field("centre_octave", c.centre_octave, "Octave that counts most, above 27.5 Hz");
    v.field("octave_width", c.octave_width, "Standard deviation of the weights, in octaves");
}

/// From samples [S] or [B, S], float32 on the CPU.
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
