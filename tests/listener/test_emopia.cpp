// The listener on people's judgements: fitted on EMOPIA's training clips, judged on its validation
// clips, which share no song with them.

#include <gtest/gtest.h>

#include <cstdio>

#include "affetto/analysis/score_features.hpp"
#include "affetto/core/random.hpp"
#include "affetto/listener/judgement.hpp"
#include "affetto/listener/listener.hpp"
#include "analysis/real_music.hpp"

namespace affetto {
namespace {

std::vector<LabelledFeatures> labelled(const std::vector<test::EmopiaClip>& clips) {
    std::vector<LabelledFeatures> pieces;
    for (const test::EmopiaClip& clip : clips)
        pieces.push_back({score_features(clip.score), centre_of(clip.quadrant)});
    return pieces;
}

void print(const char* what, const Agreement& a) {
    std::printf("%-18s 4Q %.3f  arousal %.3f (r %.3f)  valence %.3f (r %.3f)  of %zu clips\n", what,
                a.quadrant_accuracy, a.arousal_accuracy, a.arousal_correlation, a.valence_accuracy,
                a.valence_correlation, a.pieces);
}

TEST(ListenerOnEmopia, HearsWhatPeopleHearInClipsOfOtherSongs) {
    const auto train_clips = test::read_emopia("train");
    const auto val_clips = test::read_emopia("val");
    if (!train_clips || !val_clips) GTEST_SKIP() << test::kNoTestData;
    const auto train = labelled(*train_clips);
    const auto val = labelled(*val_clips);
    ASSERT_EQ(train.size(), 767u);
    ASSERT_EQ(val.size(), 198u);

    const Agreement full = measure_agreement(fit_listener(score_feature_set(), train), val);
    print("all features", full);
    EXPECT_GE(full.quadrant_accuracy, 0.62);
    EXPECT_GE(full.arousal_accuracy, 0.86);
    EXPECT_GE(full.valence_accuracy, 0.68);

    ListenerConfig deaf_to_velocity;
    deaf_to_velocity.without_loudness = true;
    const Agreement without =
        measure_agreement(fit_listener(score_feature_set(), train, deaf_to_velocity), val);
    print("without velocity", without);
    EXPECT_GE(without.quadrant_accuracy, 0.58);

    Random rng(1);
    constexpr int kDeals = 10;
    const double chance = shuffled_label_accuracy(score_feature_set(), train, val, {}, kDeals, rng);
    std::printf("%-18s 4Q %.3f (mean of %d deals)\n", "shuffled labels", chance, kDeals);
    EXPECT_LE(chance, 0.33);
}

}  // namespace
}  // namespace affetto
