#include <gtest/gtest.h>

#include <cmath>

#include "affetto/analysis/sound_sharpness.hpp"

namespace affetto {
namespace {

/// 20 frames of 8 bands whose level in decibels is `db_of(frame, band)`.
template <class Level>
SoundFrames frames_of(Level db_of) {
    SoundFrames frames;
    frames.mel_power = Matrix(20, 8);
    for (std::size_t t = 0; t < 20; ++t)
        for (std::size_t m = 0; m < 8; ++m)
            frames.mel_power.values[t * 8 + m] = std::pow(10, db_of(t, m) / 10);
    return frames;
}

TEST(SoundSharpness, IsTheMeanStepBetweenNeighbours) {
    const SoundSharpness steps = sound_sharpness(
        frames_of([](std::size_t t, std::size_t m) { return t % 2 * 6.0 + m % 2 * 10.0; }));
    EXPECT_NEAR(steps.time_db, 6, 1e-9);
    EXPECT_NEAR(steps.bands_db, 10, 1e-9);
}

TEST(SoundSharpness, FallsWhereASpectrumIsBlurred) {
    const auto sharp = [](std::size_t t, std::size_t m) { return (t + m) % 4 == 0 ? 0.0 : -30.0; };
    const auto blurred = [&](std::size_t t, std::size_t m) {
        return (sharp(t, m) + sharp(t + 1, m) + sharp(t, m + 1) + sharp(t + 1, m + 1)) / 4;
    };
    const SoundSharpness before = sound_sharpness(frames_of(sharp));
    const SoundSharpness after = sound_sharpness(frames_of(blurred));
    EXPECT_LT(after.time_db, 0.8 * before.time_db);
    EXPECT_LT(after.bands_db, 0.8 * before.bands_db);
}

TEST(SoundSharpness, IsTheSameHoweverLoudAndDeafToSilence) {
    const auto level = [](std::size_t t, std::size_t m) { return t % 2 * 6.0 + m % 3 * 4.0; };
    const SoundSharpness once = sound_sharpness(frames_of(level));
    const SoundSharpness softer =
        sound_sharpness(frames_of([&](std::size_t t, std::size_t m) { return level(t, m) - 40; }));
    EXPECT_NEAR(once.time_db, softer.time_db, 1e-9);
    SoundFrames with_silence = frames_of([&](std::size_t t, std::size_t m) {
        return t < 10 ? level(t, m) : -200 + (t % 2 == 0 ? 50.0 : 0.0);
    });
    EXPECT_NEAR(sound_sharpness(with_silence).bands_db, once.bands_db, 1e-9);
    EXPECT_EQ(sound_sharpness(SoundFrames()).time_db, 0);
}

}  // namespace
}  // namespace affetto
