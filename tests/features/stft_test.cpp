#include "affetto/features/stft.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <numbers>

#include "affetto/core/error.hpp"
#include "features/test_sounds.hpp"

namespace affetto {
namespace {

using test::largest_difference;
using test::noise;

TEST(Stft, OfASineAtABinIsThatBinAndHalfOfItInTheNeighbours) {
    const StftConfig config{256, 64, "reflect"};
    const double hz = 20.0 * test::kRate / 256;
    const at::Tensor frame = Stft(config).magnitude(test::sine(hz, 4'000)).select(0, 20);
    // The Hann window's spectrum at distance 0, 1, 2: N / 2, N / 4, 0; a sine holds half of it.
    EXPECT_NEAR(frame[20].item<double>(), 64, 1e-3);
    EXPECT_NEAR(frame[19].item<double>(), 32, 1e-3);
    EXPECT_NEAR(frame[21].item<double>(), 32, 1e-3);
    EXPECT_NEAR(frame[22].item<double>(), 0, 1e-3);
    EXPECT_NEAR(frame[60].item<double>(), 0, 1e-3);
}

TEST(Stft, OfFourSamplesIsTheSumWrittenOut) {
    const at::Tensor x = at::tensor({1.0f, 2.0f, 3.0f, 4.0f});
    // Window 0, 1/2, 1, 1/2; hop 2; frames see 3 2 | 1 2 and so on.
    const auto frames = [&](const char* padding) {
        return at::view_as_real(Stft({4, 2, padding}).forward(x));
    };
    // Frame 0, reflected: 3 2 1 2 times the window = 0, 1, 1, 1.
    EXPECT_LT(largest_difference(frames("reflect")[0],
                                 at::tensor({3.0, 0.0, -1.0, 0.0, -1.0, 0.0}).view({3, 2})),
              1e-6);
    // Zeros: 0 0 1 2 -> 0, 0, 1, 1.
    EXPECT_LT(largest_difference(frames("zeros")[0],
                                 at::tensor({2.0, 0.0, -1.0, 1.0, 0.0, 0.0}).view({3, 2})),
              1e-6);
    EXPECT_EQ(frames("zeros").size(0), 3);
}

TEST(Stft, InverseGivesTheSoundBack) {
    for (const char* padding : {"reflect", "zeros"})
        for (const std::int64_t samples : {1'025, 5'000, 24'000})
            for (const int hop : {300, 512, 1'024}) {
                const Stft stft({2'048, hop, padding});
                const at::Tensor x = noise({2, samples}, 1);
                EXPECT_LT(largest_difference(stft.inverse(stft.forward(x), samples), x), 1e-5)
                    << padding << ' ' << samples << ' ' << hop;
            }
}

TEST(Stft, OfABatchIsThatOfItsClips) {
    const Stft stft({512, 128, "reflect"});
    const at::Tensor x = noise({3, 3'000}, 2);
    const at::Tensor batch = stft.forward(x);
    for (std::int64_t b = 0; b < 3; ++b) EXPECT_TRUE(at::equal(batch[b], stft.forward(x[b])));
    EXPECT_TRUE(at::equal(stft.inverse(batch, 3'000)[1], stft.inverse(batch[1], 3'000)));
}

TEST(Stft, RefusesSoundsShorterThanItsPadding) {
    EXPECT_THAT(
        [] {
            Stft({512, 128, "reflect"}).forward(at::zeros({256}));
        },
        testing::ThrowsMessage<DataError>(testing::HasSubstr("at least 257")));
    EXPECT_NO_THROW(Stft({512, 128, "zeros"}).forward(at::zeros({1})));
    EXPECT_THROW(Stft({512, 128, "zeros"}).forward(at::zeros({0})), DataError);
    EXPECT_THROW(Stft(StftConfig{}).forward(at::zeros({2, 2, 2})), std::invalid_argument);
}

TEST(Stft, RefusesSettingsByName) {
    EXPECT_THAT(
        [] {
            validate(StftConfig{511, 128, "zeros"});
        },
        testing::ThrowsMessage<ConfigError>(testing::HasSubstr("n_fft")));
    EXPECT_THAT(
        [] {
            validate(StftConfig{512, 257, "zeros"});
        },
        testing::ThrowsMessage<ConfigError>(testing::HasSubstr("[1, n_fft / 2 = 256]")));
    EXPECT_THAT(
        [] {
            validate(StftConfig{512, 128, "mirror"});
        },
        testing::ThrowsMessage<ConfigError>(testing::HasSubstr("'mirror'")));
}

}  // namespace
}  // namespace affetto
