#include "affetto/core/name_weights.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <stdexcept>

#include "affetto/core/emotion_spec.hpp"

namespace affetto {
namespace {

float weight(const NameWeights& weights, std::string_view name) {
    const auto names = named_emotions();
    const auto found = std::find_if(names.begin(), names.end(),
                                    [&](const NamedEmotion& e) { return e.name == name; });
    return weights.at(static_cast<std::size_t>(found - names.begin()));
}

float sum(const NameWeights& weights) {
    return std::accumulate(weights.begin(), weights.end(), 0.0f);
}

TEST(NameWeights, NearANamesPointItWeighsMostAndAllSumToOne) {
    for (const NamedEmotion& e : named_emotions()) {
        const NameWeights weights = weights_near(e.emotion);
        EXPECT_FLOAT_EQ(sum(weights), 1) << e.name;
        EXPECT_EQ(weight(weights, e.name), *std::max_element(weights.begin(), weights.end()))
            << e.name;
    }
}

TEST(NameWeights, TheOppositeCornerHasAlmostNone) {
    const NameWeights weights = weights_near({-0.7f, -0.5f});
    EXPECT_LT(weight(weights, "triumphant"), 1e-6f);
    EXPECT_GT(weight(weights, "sad"), 0.1f);
}

TEST(NameWeights, FarFromEveryNameTheNearestCounts) {
    const NameWeights weights = weights_near({-1, -1});
    EXPECT_FLOAT_EQ(sum(weights), 1);
    EXPECT_GT(weight(weights, "depressed"), weight(weights, "happy"));
}

TEST(NameWeights, OfADistributionAreItsOwn) {
    const NameWeights weights = weights_of(parse_distribution("happy:3;calm:1"));
    EXPECT_FLOAT_EQ(weight(weights, "happy"), 0.75f);
    EXPECT_FLOAT_EQ(weight(weights, "calm"), 0.25f);
    EXPECT_FLOAT_EQ(sum(weights), 1);
    EXPECT_THROW(weights_of({}), std::invalid_argument);
    EXPECT_THROW(weights_of({{"hapy", 1.0f}}), std::invalid_argument);
}

TEST(NameWeights, ANameAndABlendAreHeardAsTheyWereAsked) {
    const NameWeights sad = parse_emotion_spec("Sad").names_at(Seconds(3));
    EXPECT_FLOAT_EQ(weight(sad, "sad"), 1);
    const NameWeights blend = parse_emotion_spec(" happy : 0.7 + calm : 0.3 ").names_at(Seconds(0));
    EXPECT_FLOAT_EQ(weight(blend, "happy"), 0.7f);
    EXPECT_FLOAT_EQ(weight(blend, "calm"), 0.3f);
}

TEST(NameWeights, APointAQuadrantAndACurveHaveTheNamesThatAreNear) {
    EXPECT_EQ(parse_emotion_spec("v=0.8,a=-0.2").names_at(Seconds(0)), weights_near({0.8f, -0.2f}));
    EXPECT_EQ(parse_emotion_spec("Q2").names_at(Seconds(0)), weights_near(centre_of(Quadrant::Q2)));
    const EmotionCurve curve = parse_emotion_spec("0s=sad,20s=happy");
    EXPECT_EQ(curve.names_at(Seconds(10)), weights_near(curve.at(Seconds(10))));
    EXPECT_NE(curve.names_at(Seconds(0)), curve.names_at(Seconds(20)));
}

TEST(NameWeights, AQuadrantInABlendStandsForTheNamesNearItsCentre) {
    const NameWeights blend = parse_emotion_spec("Q1+sad").names_at(Seconds(0));
    EXPECT_FLOAT_EQ(sum(blend), 1);
    EXPECT_GE(weight(blend, "sad"), 0.5f);
    EXPECT_GT(weight(blend, "joyful"), 0.01f);
}

}  // namespace
}  // namespace affetto
