#include "affetto/features/chroma.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "affetto/core/error.hpp"
#include "features/test_sounds.hpp"

namespace affetto {
namespace {

TEST(Chroma, ASinePeaksInTheRowOfItsPitchInEveryOctave) {
    const Chroma chroma(ChromaConfig{});
    for (int pitch = 48; pitch < 96; ++pitch) {
        const double hz = 440 * std::exp2((pitch - 69) / 12.0);
        const at::Tensor frame = chroma.forward(test::sine(hz, 12'000))[10];
        EXPECT_EQ(frame.argmax().item<int>(), pitch % 12) << pitch;
        EXPECT_FLOAT_EQ(frame.max().item<float>(), 1);
    }
}

TEST(Chroma, TuningMovesTheRows) {
    ChromaConfig config;
    config.tuning = 1;  // music a semitone above A = 440 Hz: what sounds as B flat is its A
    const at::Tensor frame = Chroma(config).forward(test::sine(466.16, 12'000))[10];
    EXPECT_EQ(frame.argmax().item<int>(), 9);
}

TEST(Chroma, OfSilenceIsZeroAndOfABatchThatOfItsClips) {
    const Chroma chroma(ChromaConfig{});
    EXPECT_EQ(chroma.forward(at::zeros({4'096})).abs().max().item<float>(), 0);
    const at::Tensor x = test::noise({2, 30'000}, 6);
    EXPECT_TRUE(at::equal(chroma.forward(x)[1], chroma.forward(x[1])));
}

TEST(Chroma, RefusesAWidthOfZero) {
    ChromaConfig config;
    config.octave_width = 0;
    EXPECT_THROW(Chroma{config}, ConfigError);
}

}  // namespace
}  // namespace affetto
