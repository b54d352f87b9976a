#include "affetto/audio/mixdown.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

namespace affetto {
namespace {

TEST(Mixdown, IsTheMeanOfAllChannels) {
    EXPECT_EQ(mix_to_mono({48'000, 2, {1, 0, 0.5f, 0.5f, -1, 1}}).samples,
              (std::vector<float>{0.5f, 0.5f, 0}));
    EXPECT_EQ(mix_to_mono({48'000, 4, {1, 1, 0, 0}}).samples, (std::vector<float>{0.5f}));
    const AudioBuffer mono{8'000, 1, {0.1f, 0.2f}};
    EXPECT_EQ(mix_to_mono(mono).samples, mono.samples);
    EXPECT_EQ(mix_to_mono(mono).sample_rate_hz, 8'000);
}

TEST(Mixdown, DoesNotOverflow) {
    const float most = 3e38f;
    EXPECT_EQ(mix_to_mono({48'000, 2, {most, most}}).samples, (std::vector<float>{most}));
}

TEST(Mixdown, GivesOneChannel) {
    const AudioBuffer sound{48'000, 2, {1, 2, 3, 4}};
    EXPECT_EQ(channel_of(sound, 0).samples, (std::vector<float>{1, 3}));
    EXPECT_EQ(channel_of(sound, 1).samples, (std::vector<float>{2, 4}));
    EXPECT_THROW((void)channel_of(sound, 2), std::invalid_argument);
}

TEST(Mixdown, RefusesSizesThatDoNotFit) {
    const std::vector<float> three(3);
    std::vector<float> one(1);
    EXPECT_THROW(mix_to_mono(three, 2, one), std::invalid_argument);
    EXPECT_THROW(mix_to_mono(three, 0, one), std::invalid_argument);
}

}  // namespace
}  // namespace affetto
