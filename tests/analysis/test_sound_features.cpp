#include <gtest/gtest.h>

#include <cmath>
#include <set>
#include <string_view>

#include "affetto/analysis/sound_features.hpp"
#include "affetto/analysis/sound_harmony.hpp"
#include "affetto/analysis/sound_onsets.hpp"
#include "affetto/core/error.hpp"

namespace affetto {
namespace {

constexpr double kFramesPerSecond = 50;
constexpr std::size_t kBands = 16;

/// Ten seconds in which a chord is struck every `period` frames and dies away.
SoundFrames struck_chords(std::size_t period, const std::vector<std::size_t>& chord) {
    constexpr std::size_t kFrames = 500;
    SoundFrames frames;
    frames.frames_per_second = kFramesPerSecond;
    frames.mel_power = Matrix(kFrames, kBands);
    frames.mfcc = Matrix(kFrames, 13);
    frames.chroma = Matrix(kFrames, 12);
    for (std::size_t m = 0; m < kBands; ++m)
        frames.band_hz.push_back(100 * static_cast<double>(m + 1));
    for (std::size_t t = 0; t < kFrames; ++t) {
        const double power = 0.1 * std::exp(-0.15 * static_cast<double>(t % period));
        frames.level_db.push_back(10 * std::log10(power));
        for (std::size_t m = 0; m < kBands; ++m)
            frames.mel_power(t, m) = power / static_cast<double>(m + 1);
        for (std::size_t k = 0; k < 13; ++k)
            frames.mfcc(t, k) = static_cast<double>(k) + static_cast<double>(t % 2);
        for (const std::size_t c : chord) frames.chroma(t, c) = power;
    }
    return frames;
}

const std::vector<std::size_t> kMajor = {0, 4, 7}, kMinor = {0, 3, 7};

double value(const FeatureVector& features, std::string_view name) {
    return features.values.at(sound_feature_set().index_of(name).value());
}

TEST(SoundFeatures, HaveNamesUnitsAndMeanings) {
    std::set<std::string_view> names;
    for (const FeatureInfo& info : sound_feature_set().infos) {
        EXPECT_TRUE(names.insert(info.name).second) << info.name;
        EXPECT_FALSE(info.meaning.empty()) << info.name;
    }
    EXPECT_EQ(find_feature_set("sound"), &sound_feature_set());
    EXPECT_EQ(find_feature_set("smell"), nullptr);
}

TEST(SoundFeatures, CountOnsetsAndFindTheirPulse) {
    const FeatureVector slow = sound_features(struck_chords(50, kMajor));
    const FeatureVector fast = sound_features(struck_chords(20, kMajor));
    EXPECT_NEAR(std::exp2(value(slow, "onsets_per_second")), 1.0, 0.15);
    EXPECT_NEAR(std::exp2(value(fast, "onsets_per_second")), 2.5, 0.2);
    EXPECT_GT(value(fast, "pulse_clarity"), 0.8);
}

TEST(SoundFeatures, TellMajorFromMinor) {
    const FeatureVector major = sound_features(struck_chords(20, kMajor));
    const FeatureVector minor = sound_features(struck_chords(20, kMinor));
    for (const char* name : {"mode_index", "scale_mode_index", "triad_balance"})
        EXPECT_GT(value(major, name), value(minor, name) + 0.1) << name;
    EXPECT_NEAR(value(major, "pitch_class_entropy"), std::log2(3.0), 1e-9);
    EXPECT_NEAR(value(major, "harmonic_change"), 0, 1e-9);
}

TEST(SoundFeatures, MeasureCepstraByMeanAndSpread) {
    const FeatureVector features = sound_features(struck_chords(20, kMajor));
    EXPECT_NEAR(value(features, "mfcc_7_mean"), 7.5, 0.05);
    EXPECT_NEAR(value(features, "mfcc_7_sd"), 0.5, 0.01);
}

TEST(SoundFeatures, OnlyTheLevelDependsOnHowLoudItIsPlayed) {
    SoundFrames frames = struck_chords(20, kMajor);
    const FeatureVector before = sound_features(frames);
    for (double& level : frames.level_db) level += 12;
    for (Matrix* power : {&frames.mel_power, &frames.chroma})
        for (double& p : power->values) p *= std::pow(10, 1.2);
    for (std::size_t t = 0; t < frames.count(); ++t) frames.mfcc(t, 0) += 40;
    const FeatureVector after = sound_features(frames);
    for (std::size_t i = 0; i < before.values.size(); ++i) {
        const FeatureInfo& info = sound_feature_set().infos[i];
        EXPECT_NEAR(after.values[i] - before.values[i], info.uses_loudness ? 12 : 0, 1e-6)
            << info.name;
    }
}

TEST(SoundFeatures, SilenceAroundTheMusicChangesNoColour) {
    SoundFrames frames = struck_chords(20, kMajor);
    const FeatureVector before = sound_features(frames);
    for (int i = 0; i < 100; ++i) {
        frames.level_db.push_back(-150);
        for (Matrix* m : {&frames.mel_power, &frames.chroma, &frames.mfcc}) {
            m->values.resize(m->values.size() + m->columns, 0.0);
            ++m->rows;
        }
    }
    const FeatureVector after = sound_features(frames);
    for (const char* name : {"brightness", "rolloff", "bass_share", "mfcc_3_mean", "level_sd"})
        EXPECT_NEAR(value(after, name), value(before, name), 1e-9) << name;
}

TEST(SoundFeatures, RefuseSilenceAndSnippets) {
    SoundFrames frames = struck_chords(20, kMajor);
    for (double& level : frames.level_db) level = -120;
    EXPECT_THROW(sound_features(frames), DataError);
    SoundFrames snippet = struck_chords(20, kMajor);
    snippet.level_db.resize(40);
    EXPECT_THROW(sound_features(snippet), DataError);
    SoundFrames poor = struck_chords(20, kMajor);
    poor.mfcc = Matrix(poor.count(), 12);
    EXPECT_THROW(sound_features(poor), DataError);
}

TEST(SoundTexture, IsTheCrestAndTheFlatnessOfFramesThatSound) {
    SoundFrames frames = struck_chords(20, kMajor);
    frames.flatness.assign(frames.count(), 0.1);
    frames.peak = 1;
    for (std::size_t t = 0; t < frames.count(); ++t) {
        const bool silent = t % 2 == 1;
        frames.level_db[t] = silent ? -120 : -20;
        if (silent) frames.flatness[t] = 0.5;
    }
    const SoundTexture texture = sound_texture(frames);
    EXPECT_NEAR(texture.flatness, 0.1, 1e-9);
    EXPECT_NEAR(texture.crest_db, 20 + 10 * std::log10(2), 0.1);
}

TEST(PulseClarity, IsZeroWithoutAPulse) {
    EXPECT_EQ(pulse_clarity({}, 50), 0);
    EXPECT_EQ(pulse_clarity(std::vector<double>(500, 1.0), 50), 0);
}

TEST(SemitoneShare, GrowsWithNeighbouringTones) {
    Matrix apart(50, 12), together(50, 12);
    for (std::size_t t = 0; t < 50; ++t) {
        apart(t, 0) = apart(t, 4) = 1;
        together(t, 0) = together(t, 1) = 1;
    }
    EXPECT_EQ(semitone_share(apart, 50), 0);
    EXPECT_NEAR(semitone_share(together, 50), 0.5, 1e-9);
}

}  // namespace
}  // namespace affetto
