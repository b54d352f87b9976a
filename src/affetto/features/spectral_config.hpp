#pragma once

#include <optional>
#include <string>

#include "affetto/core/config.hpp"

namespace affetto {

// How features of sound are made: what `affetto latents --config` may hold. Without libtorch, so
// that the command line can list every field.

/// The short-time Fourier transform with a periodic Hann window, w[n] = 0.5 - 0.5 cos(2 pi n /
/// n_fft). Frame t is centred at sample t * hop_length: n_fft / 2 samples are put before and after
/// the sound. No scaling.
struct StftConfig {
    int n_fft = 2'048;                ///< samples a window, even; F = n_fft / 2 + 1 bins
    int hop_length = 512;             ///< samples from frame to frame
    std::string padding = "reflect";  ///< at both ends: reflect (torchaudio, librosa up to 0.9) or
                                      ///< zeros (librosa from 0.10 on)
};

template <class Visitor>
void visit_fields(StftConfig& c, Visitor&& v) {
    v.field("n_fft", c.n_fft, "Samples of a window; even");
    v.field("hop_length", c.hop_length, "Samples from one frame to the next");
    v.field("padding", c.padding, "What lies beyond the ends of a sound: reflect or zeros");
}

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

/// MelConfig with top_db 80, as librosa has it.
inline MelConfig mel_below_mfcc() {
    MelConfig config;
    config.top_db = 80;
    return config;
}

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

}  // namespace affetto
