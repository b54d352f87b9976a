#include "affetto/audio/loudness.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <stdexcept>

#include "affetto/audio/levels.hpp"

namespace affetto {
namespace {

/// A sine whose peaks lie `decibels` below full scale, the same on all channels.
AudioBuffer tone(double hertz, double decibels, double seconds, int channels, double phase = 0) {
    AudioBuffer sound{48'000, channels, {}};
    for (int i = 0; i < static_cast<int>(seconds * 48'000); ++i)
        for (int c = 0; c < channels; ++c)
            sound.samples.push_back(
                static_cast<float>(from_decibels(decibels) *
                                   std::sin(2 * std::numbers::pi * hertz * i / 48'000 + phase)));
    return sound;
}

// The first two tones of EBU Tech 3341, table 1, with its tolerance of 0.1 LU.
TEST(Loudness, AgreesWithTheTestTonesOfTheEbu) {
    EXPECT_NEAR(measure_loudness(tone(1'000, -23, 20, 2)).integrated_lufs.value(), -23, 0.1);
    EXPECT_NEAR(measure_loudness(tone(1'000, -33, 20, 2)).integrated_lufs.value(), -33, 0.1);
    EXPECT_NEAR(measure_loudness(tone(997, -23, 20, 2)).integrated_lufs.value(), -23, 0.1);
}

TEST(Loudness, CountsOneChannelOnce) {
    EXPECT_NEAR(measure_loudness(tone(997, -20, 5, 1)).integrated_lufs.value(), -23, 0.1);
}

// Tech 3341, case 3: the quiet parts fall below the relative gate.
TEST(Loudness, IsGated) {
    LoudnessMeter meter(48'000, 2);
    meter.add(tone(1'000, -36, 10, 2).samples);
    meter.add(tone(1'000, -23, 60, 2).samples);
    meter.add(tone(1'000, -36, 10, 2).samples);
    EXPECT_NEAR(meter.measured().integrated_lufs.value(), -23, 0.1);
}

TEST(Loudness, SilenceAndShortSoundsHaveNone) {
    EXPECT_FALSE(measure_loudness({48'000, 2, std::vector<float>(480'000)}).integrated_lufs);
    EXPECT_FALSE(measure_loudness(tone(1'000, -23, 0.3, 2)).integrated_lufs);
    EXPECT_FALSE(measure_loudness(tone(1'000, -80, 2, 2)).integrated_lufs);
    EXPECT_FALSE(measure_loudness({48'000, 2, {}}).integrated_lufs);
}

// Tech 3341, case 15: a quarter of the rate, sampled 45 degrees off its peaks.
TEST(Loudness, FindsThePeakBetweenTheSamples) {
    const Loudness loudness = measure_loudness(tone(12'000, -6, 1, 2, std::numbers::pi / 4));
    EXPECT_NEAR(to_decibels(loudness.sample_peak), -9, 0.05);
    EXPECT_NEAR(to_decibels(loudness.true_peak), -6, 0.4);
}

TEST(Loudness, RefusesWhatItCannotMeasure) {
    EXPECT_THROW(LoudnessMeter(48'000, 0), std::invalid_argument);
    EXPECT_THROW(LoudnessMeter(0, 2), std::invalid_argument);
    LoudnessMeter meter(48'000, 2);
    EXPECT_THROW(meter.add(std::vector<float>(3)), std::invalid_argument);
}

}  // namespace
}  // namespace affetto
