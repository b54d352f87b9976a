#include <gtest/gtest.h>

#include <cmath>
#include <set>
#include <string_view>

#include "affetto/analysis/score_features.hpp"
#include "affetto/core/error.hpp"
#include "notes.hpp"

namespace affetto {
namespace {

using test::chords;
using test::melody;
using test::noise;
using test::transposed;

double value(const FeatureVector& features, std::string_view name) {
    return features.values.at(score_feature_set().index_of(name).value());
}

TEST(ScoreFeatures, AreAtMostThirtyWithNamesOfTheirOwn) {
    EXPECT_LE(score_feature_set().infos.size(), 30u);
    std::set<std::string_view> names;
    int with_velocity = 0;
    for (const FeatureInfo& info : score_feature_set().infos) {
        EXPECT_TRUE(names.insert(info.name).second) << info.name;
        EXPECT_FALSE(info.meaning.empty()) << info.name;
        with_velocity += info.uses_loudness ? 1 : 0;
    }
    EXPECT_EQ(with_velocity, 3);
    EXPECT_FALSE(score_feature_set().index_of("loudness_of_the_room").has_value());
}

TEST(ScoreFeatures, AreFiniteForAnyNotes) {
    Random rng(1);
    std::vector<std::vector<TimedNote>> pieces = {melody({60, 60}), melody({0, 127}, 1e-4),
                                                  chords({{60, 64, 67}}), melody({60, 61}, 3600)};
    for (int count : {2, 5, 50, 500}) pieces.push_back(noise(rng, count, 30));
    for (const auto& piece : pieces) {
        const FeatureVector features = score_features(piece);
        ASSERT_EQ(features.values.size(), score_feature_set().infos.size());
        for (std::size_t i = 0; i < features.values.size(); ++i)
            EXPECT_TRUE(std::isfinite(features.values[i])) << score_feature_set().infos[i].name;
    }
}

TEST(ScoreFeatures, WithoutVelocityDoNotChangeWithIt) {
    Random rng(2);
    auto piece = noise(rng, 200, 30);
    const FeatureVector before = score_features(piece);
    for (TimedNote& note : piece) note.velocity = 127 - note.velocity;
    const FeatureVector after = score_features(piece);
    for (std::size_t i = 0; i < before.values.size(); ++i) {
        if (score_feature_set().infos[i].uses_loudness)
            EXPECT_NE(before.values[i], after.values[i]) << score_feature_set().infos[i].name;
        else
            EXPECT_EQ(before.values[i], after.values[i]) << score_feature_set().infos[i].name;
    }
}

TEST(ScoreFeatures, OfModeDoNotChangeWithTheKey) {
    Random rng(3);
    const auto piece = noise(rng, 200, 30);
    const FeatureVector a = score_features(piece), b = score_features(transposed(piece, 5));
    for (const char* name : {"mode_index", "scale_mode_index", "dissonance", "triad_balance",
                             "distinct_4grams", "melody_repetition"})
        EXPECT_NEAR(value(a, name), value(b, name), 1e-9) << name;
    EXPECT_NEAR(value(b, "pitch_mean") - value(a, "pitch_mean"), 5, 1e-9);
}

TEST(ScoreFeatures, NeedTwoPitchedNotes) {
    EXPECT_THROW(score_features(Score{}), DataError);
    EXPECT_THROW(score_features(melody({60})), DataError);
}

}  // namespace
}  // namespace affetto
