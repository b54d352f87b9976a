#include "affetto/training/latents_fingerprint.hpp"

#include <gtest/gtest.h>

#include "training/tiny_notes.hpp"

namespace affetto {
namespace {

TEST(LatentsFingerprint, DoesNotDependOnWhatTheFolderSaysOfItsMaking) {
    const LatentSet set = test::tiny_notes();
    LatentSet moved = set;
    moved.manifest["clips_folder"] = "/elsewhere";
    EXPECT_EQ(fingerprint_of(set), fingerprint_of(moved));
}

TEST(LatentsFingerprint, ChangesWithEverythingThatTrainingSees) {
    const LatentSet set = test::tiny_notes();
    std::vector<LatentSet> others(6, set);
    others[0].window = 16;
    others[1].clips.pop_back();
    others[2].clips[0].split = "test";
    others[3].clips[0].emotion = Emotion{0.1f, 0.2f};
    others[4].clips[0].emotion.reset();
    others[5].clips[0].features = set.clips[0].features.clone();
    others[5].clips[0].features[3][1] += 1;
    for (std::size_t i = 0; i < others.size(); ++i)
        EXPECT_NE(fingerprint_of(set), fingerprint_of(others[i])) << i;
}

}  // namespace
}  // namespace affetto
