#include "affetto/training/label_trust.hpp"

#include <gtest/gtest.h>

namespace affetto {
namespace {

LatentClip clip(const std::string& source, double spread) {
    LatentClip c;
    c.emotion = Emotion{0.5f, 0.5f};
    c.label_source = source;
    c.valence_sd = c.arousal_sd = spread;
    return c;
}

double share_kept(const LatentClip& source, double half) {
    Random rng(1);
    int kept = 0;
    for (int i = 0; i < 4000; ++i) kept += !is_doubted(source, half, rng);
    return kept / 4000.0;
}

TEST(LabelTrust, AnInferredLabelIsWithheldTheMoreTheWiderItsSpread) {
    EXPECT_NEAR(share_kept(clip("inferred", 0.5), 0.5), 0.5, 0.03);
    EXPECT_NEAR(share_kept(clip("inferred", 0.25), 0.5), 0.8, 0.03);
    EXPECT_NEAR(share_kept(clip("inferred", 1.0), 0.5), 0.2, 0.03);
    EXPECT_EQ(share_kept(clip("inferred", 0.1), 0), 0);
    LatentClip bare = clip("inferred", 0);
    bare.valence_sd.reset();
    EXPECT_DOUBLE_EQ(label_trust(bare, 0.5), 0.5);
}

TEST(LabelTrust, AGivenLabelIsBelievedAndCostsNoDraw) {
    Random rng(1);
    const Random::State before = rng.state();
    EXPECT_FALSE(is_doubted(clip("song", 2), 0.5, rng));
    EXPECT_EQ(rng.state(), before);
}

}  // namespace
}  // namespace affetto
