#include "affetto/audio/loudness_gain.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "affetto/audio/levels.hpp"
#include "affetto/audio/loudness.hpp"

namespace affetto {
namespace {

/// Three seconds of a stereo sine; the second half is softer by `step_db`.
AudioBuffer sine(double amplitude, double step_db = 0) {
    AudioBuffer sound{44'100, 2, {}};
    for (int i = 0; i < 3 * 44'100; ++i) {
        const double level = i < 3 * 22'050 ? 1 : from_decibels(-step_db);
        const auto s = static_cast<float>(level * amplitude * std::sin(0.0626 * i));
        sound.samples.insert(sound.samples.end(), {s, s});
    }
    return sound;
}

TEST(LoudnessGain, BringsSoftAndLoudSoundToTheTarget) {
    for (const double amplitude : {0.003, 0.05, 0.7})
        for (const double target : {-18.0, -30.0}) {
            AudioBuffer sound = sine(amplitude);
            const LoudnessGain gain = bring_to_loudness(sound, target);
            EXPECT_NEAR(*measure_loudness(sound).integrated_lufs, target, 0.15) << amplitude;
            EXPECT_NEAR(*gain.lufs, target, 1e-9);
            EXPECT_FALSE(gain.limited_by_peak);
        }
}

TEST(LoudnessGain, StopsAtThePeakAndClipsNothing) {
    AudioBuffer sound = sine(0.01);
    for (int i = 0; i < 10; ++i) sound.samples[static_cast<std::size_t>(1'000 + i)] = 0.4f;
    const LoudnessGain gain = bring_to_loudness(sound, -5);
    EXPECT_TRUE(gain.limited_by_peak);
    EXPECT_LT(*gain.lufs, -5);
    EXPECT_NEAR(to_decibels(measure_loudness(sound).true_peak), kTruePeakLimitDb, 0.05);
}

TEST(LoudnessGain, KeepsProportionsInsideTheSound) {
    const AudioBuffer before = sine(0.01, 12);
    AudioBuffer after = before;
    const LoudnessGain gain = bring_to_loudness(after, -18);
    const double factor = from_decibels(gain.gain_db);
    for (std::size_t i = 0; i < before.samples.size(); i += 97)
        EXPECT_NEAR(after.samples[i], factor * before.samples[i], 1e-6);
}

TEST(LoudnessGain, LeavesSilenceAlone) {
    AudioBuffer silence{44'100, 1, std::vector<float>(44'100, 0.0f)};
    const LoudnessGain gain = bring_to_loudness(silence, -18);
    EXPECT_FALSE(gain.measured_lufs);
    EXPECT_EQ(gain.gain_db, 0);
}

}  // namespace
}  // namespace affetto
