#include "affetto/features/sound_analysis.hpp"

#include <algorithm>
#include <cmath>

#include "affetto/features/chroma.hpp"
#include "affetto/features/mfcc.hpp"

namespace affetto {
namespace {

constexpr int kHop = 512;
constexpr int kCepstra = 13;

MfccConfig mfcc_config() {
    MfccConfig config;
    config.n_mfcc = kCepstra;
    config.mel.sample_rate_hz = kAnalysisRate;
    config.mel.stft = {2048, kHop, "zeros"};
    config.mel.bands.normalise = "none";  // so that bands sum to the power of the spectrum
    return config;
}

/// Longer windows: in the bass, semitones lie a few hertz apart.
ChromaConfig chroma_config() {
    ChromaConfig config;
    config.sample_rate_hz = kAnalysisRate;
    config.stft = {8192, kHop, "zeros"};
    config.centre_octave = 3.5;
    config.octave_width = 1.5;
    return config;
}

Matrix matrix_of(const at::Tensor& frames) {
    const at::Tensor values = frames.to(at::kDouble).contiguous();
    Matrix m(static_cast<std::size_t>(values.size(0)), static_cast<std::size_t>(values.size(1)));
    std::copy_n(values.data_ptr<double>(), m.values.size(), m.values.begin());
    return m;
}

/// Of the samples within half a hop on either side of each frame's centre.
std::vector<double> levels_of(const at::Tensor& samples, std::size_t frames) {
    const at::Tensor x = samples.contiguous();
    const float* data = x.data_ptr<float>();
    std::vector<double> levels;
    for (std::size_t t = 0; t < frames; ++t) {
        const auto centre = static_cast<std::int64_t>(t) * kHop;
        const std::int64_t begin = std::max<std::int64_t>(0, centre - kHop / 2);
        const std::int64_t end = std::min<std::int64_t>(x.size(0), centre + kHop / 2);
        double square = 0;
        for (std::int64_t i = begin; i < end; ++i) square += double{data[i]} * data[i];
        const double mean = end > begin ? square / static_cast<double>(end - begin) : 0;
        levels.push_back(10 * std::log10(std::max(mean, 1e-20)));
    }
    return levels;
}

/// Of each frame of a magnitude spectrogram [T, F], without the constant.
std::vector<double> flatness_of(const at::Tensor& magnitude) {
    const at::Tensor power = magnitude.narrow(1, 1, magnitude.size(1) - 1).square() + 1e-20;
    const at::Tensor flatness = (power.log().mean(1).exp() / power.mean(1)).to(at::kDouble);
    const double* first = flatness.data_ptr<double>();
    return {first, first + flatness.size(0)};
}

std::vector<double> band_centres(const MelConfig& config) {
    const MelBandsConfig& bands = config.bands;
    const double low = hz_to_mel(bands.min_hz, bands.scale);
    const double high = hz_to_mel(bands.max_hz.value_or(config.sample_rate_hz / 2.0), bands.scale);
    std::vector<double> hz;
    for (int m = 1; m <= bands.n_mels; ++m)
        hz.push_back(mel_to_hz(low + (high - low) * m / (bands.n_mels + 1), bands.scale));
    return hz;
}

}  // namespace

struct SoundAnalysis::Transforms {
    Mfcc mfcc{mfcc_config()};
    Chroma chroma{chroma_config()};
};

SoundAnalysis::SoundAnalysis() : transforms_(std::make_unique<Transforms>()) {}
SoundAnalysis::~SoundAnalysis() = default;

SoundFrames SoundAnalysis::analyse(const at::Tensor& samples) const {
    const at::NoGradGuard no_grad;
    const MelSpectrogram& mel = transforms_->mfcc.mel();
    const at::Tensor power = mel.power(samples);
    SoundFrames frames;
    frames.frames_per_second = static_cast<double>(kAnalysisRate) / kHop;
    frames.band_hz = band_centres(mel.config());
    frames.mel_power = matrix_of(power);
    frames.mfcc = matrix_of(transforms_->mfcc.from_log_mel(log_of_power(power, mel.config())));
    frames.chroma = matrix_of(transforms_->chroma.power(samples));
    frames.level_db = levels_of(samples, frames.mel_power.rows);
    frames.flatness = flatness_of(mel.stft().magnitude(samples));
    frames.peak = samples.abs().max().item<double>();
    return frames;
}

}  // namespace affetto
