#include "affetto/features/mel_spectrogram.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "affetto/core/config.hpp"
#include "affetto/core/error.hpp"
#include "features/test_sounds.hpp"

namespace affetto {
namespace {

using test::largest_difference;
using test::noise;

TEST(MelScale, HasTheFixedPointsOfBothFormulas) {
    EXPECT_DOUBLE_EQ(hz_to_mel(1'000, "slaney"), 15);
    EXPECT_NEAR(hz_to_mel(6'400, "slaney"), 42, 1e-9);   // 27 steps above 1 kHz
    EXPECT_NEAR(hz_to_mel(700, "htk"), 781.1728, 1e-3);  // 2595 log10(2)
    for (const char* scale : {"slaney", "htk"})
        for (const double hz : {0.0, 440.0, 1'000.0, 7'000.0})
            EXPECT_NEAR(mel_to_hz(hz_to_mel(hz, scale), scale), hz, 1e-8);
}

TEST(MelFilterbank, TrianglesHaveAreaOneOverHz) {
    MelBandsConfig bands;
    bands.n_mels = 40;
    const at::Tensor areas = mel_filterbank(bands, 16'000, 4'096).sum(1) * (16'000.0 / 4'096);
    // Sampled at the bins, a triangle's area is off by up to (bin width / half width)^2.
    EXPECT_LT((areas - 1).abs().max().item<double>(), 0.01);
}

TEST(MelFilterbank, WithHeightOneNeighboursAddUpToOne) {
    MelBandsConfig bands;
    bands.n_mels = 40;
    bands.normalise = "none";
    bands.scale = "htk";
    const at::Tensor sums = mel_filterbank(bands, 16'000, 1'024).sum(0);
    // From the first centre to the last: 44 Hz and 7.5 kHz.
    EXPECT_LT((sums.slice(0, 6, 478) - 1).abs().max().item<double>(), 1e-9);
}

TEST(MelFilterbank, NamesTheBandThatHoldsNoBin) {
    MelBandsConfig bands;
    bands.n_mels = 128;
    EXPECT_THAT([&] { mel_filterbank(bands, 24'000, 256); },
                testing::ThrowsMessage<ConfigError>(testing::HasSubstr("holds no bin")));
    bands.max_hz = 13'000;
    EXPECT_THAT([&] { mel_filterbank(bands, 24'000, 2'048); },
                testing::ThrowsMessage<ConfigError>(testing::HasSubstr("max_hz")));
}

TEST(MelSpectrogram, IsTheFilterbankTimesThePowerForEveryNumberOfFrames) {
    MelConfig config;
    config.stft = {512, 128, "zeros"};
    config.bands.n_mels = 40;
    const MelSpectrogram mel(config);
    for (const std::int64_t samples : {100, 128 * 7, 128 * 31, 128 * 40 + 5}) {
        const at::Tensor x = noise({2, samples}, 3);
        const at::Tensor power = mel.stft().magnitude(x).square().to(at::kDouble);
        const at::Tensor expected = at::matmul(power, mel.filterbank().t());
        EXPECT_LT(largest_difference(mel.power(x) / expected, at::ones_like(expected)), 1e-5);
        EXPECT_TRUE(at::equal(mel.power(x)[1], mel.power(x[1])));
    }
}

TEST(MelSpectrogram, AFullScaleSineIsLoudestInItsBand) {
    const MelSpectrogram mel(MelConfig{});
    const at::Tensor frame = mel.power(test::sine(1'000, 24'000))[20];
    const at::Tensor centre = mel.filterbank().select(1, 85);  // 996 Hz
    EXPECT_EQ(frame.argmax().item<int>(), centre.argmax().item<int>());
}

TEST(MelSpectrogram, SilenceLiesAtTheFloorOfItsLogarithm) {
    MelConfig config;
    EXPECT_FLOAT_EQ(MelSpectrogram(config).log_power(at::zeros({4'096})).max().item<float>(), -100);
    config.log = "ln";
    EXPECT_NEAR(MelSpectrogram(config).log_power(at::zeros({4'096})).max().item<double>(), -13.8155,
                1e-3);
}

TEST(MelSpectrogram, TopDbIsCountedFromTheLoudestValueOfEachClip) {
    const at::Tensor power = at::tensor({1.0f, 1e-9f, 1e-4f, 1e-9f}).view({2, 1, 2});
    MelConfig config;
    config.top_db = 40;
    const at::Tensor db = log_of_power(power, config).flatten();
    EXPECT_LT(largest_difference(db, at::tensor({0.0, -40.0, -40.0, -80.0})), 1e-4);
}

TEST(MelSpectrogram, PowerComesBackFromItsLogarithm) {
    MelConfig config;
    const at::Tensor power = at::tensor({0.001f, 1.0f, 1'000.0f});
    for (const char* log : {"db", "ln"}) {
        config.log = log;
        const at::Tensor back = power_of_log(log_of_power(power, config), config);
        EXPECT_LT(((back - power) / power).abs().max().item<double>(), 1e-3) << log;
    }
}

TEST(MelConfig, GoesThroughJson) {
    MelConfig config;
    config.bands.max_hz = 8'000;
    config.top_db = 80;
    config.stft.padding = "zeros";
    MelConfig back;
    affetto::from_json(back, to_json(config));
    EXPECT_EQ(to_json(back), to_json(config));
    config.log = "log2";
    EXPECT_THAT([&] { validate(config); },
                testing::ThrowsMessage<ConfigError>(testing::HasSubstr("log2")));
}

}  // namespace
}  // namespace affetto
