#include "affetto/audio/resampler.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <stdexcept>

#include "affetto/audio/levels.hpp"
#include "sounds.hpp"

namespace affetto {
namespace {

/// Signal to noise in decibels against the same sine at the new rate, without the ends, where the
/// filter meets silence.
double signal_to_noise(double hertz, int from_hz, int to_hz, ResampleQuality quality) {
    const AudioBuffer out = resample(test::sines(1, from_hz, 1, hertz), to_hz, quality);
    const AudioBuffer ideal = test::sines(1, to_hz, 1, hertz);
    double noise = 0, signal = 0;
    const std::size_t margin = static_cast<std::size_t>(to_hz) / 20;
    for (std::size_t i = margin; i + margin < ideal.samples.size(); ++i) {
        noise += std::pow(out.samples[i] - ideal.samples[i], 2);
        signal += std::pow(ideal.samples[i], 2);
    }
    return 10 * std::log10(signal / noise);
}

TEST(Resampler, KeepsASineAndItsPlace) {
    EXPECT_GT(signal_to_noise(997, 44'100, 24'000, ResampleQuality::high), 100);
    EXPECT_GT(signal_to_noise(10'000, 44'100, 24'000, ResampleQuality::high), 70);  // 0.002 dB off
    EXPECT_GT(signal_to_noise(997, 22'050, 48'000, ResampleQuality::high), 100);
    EXPECT_GT(signal_to_noise(997, 96'000, 44'100, ResampleQuality::very_high), 120);
    EXPECT_LT(signal_to_noise(10'000, 44'100, 24'000, ResampleQuality::quick), 60);
}

TEST(Resampler, LeavesNothingOfWhatTheNewRateCannotHold) {
    const AudioBuffer out = resample(test::sines(1, 44'100, 1, 15'000), 24'000);
    const std::span<const float> middle = std::span(out.samples).subspan(2'400, 19'200);
    EXPECT_LT(to_decibels(rms_of(middle)), -100);
}

TEST(Resampler, GivesExactlyTheRoundedLength) {
    EXPECT_EQ(resampled_frames(3, 2, 1), 2u);  // 1.5 is rounded up
    EXPECT_EQ(resampled_frames(std::uint64_t{1} << 40, 44'100, 384'000),
              static_cast<std::uint64_t>(std::llround(std::ldexp(1.0, 40) / 44'100 * 384'000)));
    for (const int to_hz : {8'000, 11'025, 16'000, 22'050, 24'000, 44'100, 48'000, 96'000})
        for (const int from_hz : {8'000, 22'050, 44'100, 48'000, 192'000})
            for (const std::size_t frames : {1u, 2u, 137u, 4'096u, 10'007u}) {
                const AudioBuffer sound{from_hz, 1, std::vector<float>(frames, 0.25f)};
                EXPECT_EQ(resample(sound, to_hz).frames(), resampled_frames(frames, from_hz, to_hz))
                    << from_hz << " " << to_hz << " " << frames;
            }
    EXPECT_EQ(resample({44'100, 2, {}}, 24'000).frames(), 0u);
}

TEST(Resampler, BlocksOfAnySizeGiveTheSameSound) {
    const AudioBuffer sound = test::sines(0.5, 44'100, 2);
    const AudioBuffer whole = resample(sound, 24'000);
    Resampler resampler(44'100, 24'000, 2);
    for (int round = 0; round < 2; ++round) {  // flush() begins anew
        std::vector<float> pieces;
        const auto append = [&](std::span<const float> block) {
            pieces.insert(pieces.end(), block.begin(), block.end());
        };
        std::span<const float> rest(sound.samples);
        for (std::size_t size = 1; !rest.empty(); size = size * 3 % 5'003) {
            const std::size_t count = std::min(rest.size(), 2 * size);
            append(resampler.process(rest.first(count)));
            rest = rest.subspan(count);
        }
        append(resampler.flush());
        EXPECT_LT(test::largest_difference(pieces, whole.samples), 1e-6) << round;
    }
}

TEST(Resampler, EqualRatesChangeNothing) {
    const AudioBuffer sound = test::sines(0.1);
    EXPECT_EQ(resample(sound, 44'100).samples, sound.samples);
}

TEST(Resampler, RefusesRatesThatAreNone) {
    EXPECT_THROW(Resampler(0, 24'000), std::invalid_argument);
    EXPECT_THROW(Resampler(44'100, -1), std::invalid_argument);
    EXPECT_THROW(Resampler(44'100, 24'000, 0), std::invalid_argument);
    Resampler stereo(44'100, 24'000, 2);
    EXPECT_THROW((void)stereo.process(std::vector<float>(3)), std::invalid_argument);
}

}  // namespace
}  // namespace affetto
