#include "affetto/features/sound_analysis.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "affetto/analysis/sound_features.hpp"
#include "affetto/tensor/random_tensors.hpp"

namespace affetto {
namespace {

/// Tones of a chord struck together every `period` seconds, each dying away.
at::Tensor struck_chord(const std::vector<double>& hertz, double period, double amplitude) {
    const at::Tensor t = at::arange(8 * kAnalysisRate, at::kDouble) / kAnalysisRate;
    const at::Tensor decay = at::exp(-4 * at::remainder(t, period));
    at::Tensor sound = at::zeros_like(t);
    for (const double f : hertz) sound += at::sin(2 * std::numbers::pi * f * t);
    return (amplitude * sound * decay).to(at::kFloat);
}

double value(const FeatureVector& features, const char* name) {
    return features.values.at(sound_feature_set().index_of(name).value());
}

const std::vector<double> kCMajor = {261.63, 329.63, 392.00}, kCMinor = {261.63, 311.13, 392.00};

TEST(SoundAnalysis, HasALevelASpectrumAndPitchClassesForEachFrame) {
    const SoundAnalysis analysis;
    const at::Tensor t = at::arange(kAnalysisRate, at::kFloat) / kAnalysisRate;
    const at::Tensor a440 = 0.5 * at::sin(2 * std::numbers::pi * 440 * t);
    const SoundFrames frames = analysis.analyse(a440);
    ASSERT_EQ(frames.count(), 47u);
    EXPECT_EQ(frames.mel_power.rows, 47u);
    EXPECT_EQ(frames.mfcc.rows, 47u);
    EXPECT_NEAR(frames.level_db[20], 20 * std::log10(0.5 / std::sqrt(2.0)), 0.1);
    const auto chroma = frames.chroma.row(20);
    EXPECT_EQ(std::max_element(chroma.begin(), chroma.end()) - chroma.begin(), 9);  // A
    const auto mel = frames.mel_power.row(20);
    const auto loudest = std::max_element(mel.begin(), mel.end()) - mel.begin();
    EXPECT_NEAR(frames.band_hz[static_cast<std::size_t>(loudest)], 440, 40);
}

TEST(SoundAnalysis, TellsNoiseFromTones) {
    const SoundAnalysis analysis;
    at::Generator rng = make_generator(1);
    const SoundTexture noise = sound_texture(analysis.analyse(normal({48'000}, 0.1, rng)));
    const SoundTexture chord = sound_texture(analysis.analyse(struck_chord(kCMajor, 0.5, 0.2)));
    EXPECT_NEAR(noise.flatness, 0.56, 0.03);  // exp(-Euler's constant)
    EXPECT_LT(chord.flatness, 0.01);
    const at::Tensor t = at::arange(48'000, at::kFloat) / kAnalysisRate;
    const at::Tensor tone = 0.5 * at::sin(2 * std::numbers::pi * 440 * t);
    EXPECT_NEAR(sound_texture(analysis.analyse(tone)).crest_db, 3.01, 0.05);
}

TEST(SoundAnalysis, HearsModeOnsetsAndLevelOfPlainChords) {
    const SoundAnalysis analysis;
    const FeatureVector major = sound_features(analysis.analyse(struck_chord(kCMajor, 0.5, 0.2)));
    const FeatureVector minor = sound_features(analysis.analyse(struck_chord(kCMinor, 1.0, 0.05)));
    EXPECT_GT(value(major, "mode_index"), value(minor, "mode_index") + 0.3);
    EXPECT_GT(value(major, "triad_balance"), value(minor, "triad_balance") + 0.1);
    EXPECT_NEAR(value(major, "onsets_per_second"), 1, 0.2);
    EXPECT_NEAR(value(minor, "onsets_per_second"), 0, 0.3);
    EXPECT_GT(value(major, "level"), value(minor, "level") + 10);
}

TEST(SoundAnalysis, IsTheSameForTheSameSound) {
    const at::Tensor sound = struck_chord(kCMajor, 0.5, 0.2);
    EXPECT_EQ(sound_features(SoundAnalysis().analyse(sound)).values,
              sound_features(SoundAnalysis().analyse(sound)).values);
}

}  // namespace
}  // namespace affetto
