#include "affetto/core/emotion.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <cmath>

#include "affetto/core/error.hpp"
#include "affetto/core/random.hpp"
#include "message_of.hpp"

namespace affetto {
namespace {

using test::message_of;
using ::testing::HasSubstr;

TEST(Quadrants, DivideThePlaneWithZeroCountedAsPositive) {
    EXPECT_EQ(quadrant_of({0.1f, 0.1f}), Quadrant::Q1);
    EXPECT_EQ(quadrant_of({-0.1f, 0.1f}), Quadrant::Q2);
    EXPECT_EQ(quadrant_of({-0.1f, -0.1f}), Quadrant::Q3);
    EXPECT_EQ(quadrant_of({0.1f, -0.1f}), Quadrant::Q4);
    EXPECT_EQ(quadrant_of({0, 0}), Quadrant::Q1);
}

TEST(Quadrants, HaveNamesAndCentresOfTheirOwn) {
    for (int i = 0; i < kNumQuadrants; ++i) {
        const auto q = static_cast<Quadrant>(i);
        EXPECT_EQ(quadrant_of(centre_of(q)), q);
        EXPECT_EQ(std::abs(centre_of(q).valence), 0.6f);
        EXPECT_EQ(std::abs(centre_of(q).arousal), 0.6f);
        EXPECT_EQ(quadrant_from_name(name_of(q)), q);
    }
    EXPECT_EQ(quadrant_from_name(" q3 "), Quadrant::Q3);
    EXPECT_FALSE(quadrant_from_name("Q5"));
    EXPECT_FALSE(quadrant_from_name(""));
}

TEST(NamedEmotions, AreManySortedAndFoundInAnyCase) {
    const auto named = named_emotions();
    EXPECT_GE(named.size(), 28u);
    EXPECT_TRUE(std::is_sorted(named.begin(), named.end(),
                               [](const auto& a, const auto& b) { return a.name < b.name; }));
    for (const NamedEmotion& e : named) EXPECT_EQ(find_named_emotion(e.name)->emotion, e.emotion);
    EXPECT_EQ(find_named_emotion(" HapPy ")->name, "happy");
    EXPECT_FALSE(find_named_emotion("happyy"));
}

TEST(NamedEmotions, LieClearlyInAQuadrantAndSayWhereTheyComeFrom) {
    for (const NamedEmotion& e : named_emotions()) {
        EXPECT_FALSE(e.source.empty()) << e.name;
        if (e.name == "neutral") {
            EXPECT_EQ(e.emotion, Emotion{});
            continue;
        }
        for (const float axis : {e.emotion.valence, e.emotion.arousal}) {
            EXPECT_GE(std::abs(axis), 0.2f) << e.name;
            EXPECT_LE(std::abs(axis), 1.0f) << e.name;
        }
    }
}

TEST(NamedEmotions, HaveTheQuadrantThatEveryoneExpects) {
    const auto expect = [](Quadrant q, std::initializer_list<const char*> names) {
        for (const char* name : names) {
            const auto found = find_named_emotion(name);
            ASSERT_TRUE(found) << name;
            EXPECT_EQ(quadrant_of(found->emotion), q) << name;
        }
    };
    expect(Quadrant::Q1, {"happy", "excited", "joyful", "energetic", "triumphant", "playful"});
    expect(Quadrant::Q2, {"angry", "tense", "fearful", "anxious", "furious"});
    expect(Quadrant::Q3, {"sad", "melancholic", "bored", "gloomy", "depressed", "lonely"});
    expect(Quadrant::Q4, {"calm", "tender", "relaxed", "peaceful", "serene", "content"});
}

TEST(Distributions, AreNormalised) {
    const EmotionDistribution d = parse_distribution(" Happy:3 ; calm:1 ");
    ASSERT_EQ(d.size(), 2u);
    EXPECT_EQ(d[0].name, "happy");
    EXPECT_FLOAT_EQ(d[0].weight, 0.75f);
    EXPECT_FLOAT_EQ(d[1].weight, 0.25f);
    EXPECT_EQ(parse_distribution("sad").at(0).weight, 1.0f);
    EXPECT_EQ(parse_distribution("happy:0.7+calm:0.3").size(), 2u);
}

TEST(Distributions, SurviveBeingWrittenAndRead) {
    Random rng(1);
    const auto named = named_emotions();
    for (int round = 0; round < 500; ++round) {
        std::string text;
        for (const NamedEmotion& e : named)
            if (text.empty() || rng.chance(0.2))
                text += std::string(e.name) + ":" + std::to_string(rng.uniform(0.01, 100)) + ";";
        const EmotionDistribution once = parse_distribution(text);
        const EmotionDistribution twice = parse_distribution(to_string(once));
        ASSERT_EQ(once.size(), twice.size());
        float total = 0;
        for (std::size_t i = 0; i < once.size(); ++i) {
            EXPECT_EQ(once[i].name, twice[i].name);
            EXPECT_NEAR(once[i].weight, twice[i].weight, 1e-6f);
            EXPECT_GT(once[i].weight, 0);
            total += once[i].weight;
        }
        EXPECT_NEAR(total, 1.0f, 1e-5f);
    }
}

TEST(Distributions, MeanIsTheWeightedPoint) {
    const Emotion happy = find_named_emotion("happy")->emotion;
    const Emotion calm = find_named_emotion("calm")->emotion;
    const Emotion mean = mean_of(parse_distribution("happy:1;calm:1"));
    EXPECT_FLOAT_EQ(mean.valence, (happy.valence + calm.valence) / 2);
    EXPECT_FLOAT_EQ(mean.arousal, (happy.arousal + calm.arousal) / 2);
    EXPECT_EQ(mean_of({}), Emotion{});
}

TEST(Distributions, ThatDoNotParseNameTheFault) {
    const auto reason = [](std::string_view text) {
        return message_of<DataError>([&] { (void)parse_distribution(text); });
    };
    EXPECT_THAT(reason("hapy:1"), HasSubstr("'hapy' in the label distribution 'hapy:1'"));
    EXPECT_THAT(reason("happy:0"), HasSubstr("the weight in 'happy:0' must be a positive number"));
    EXPECT_THAT(reason("happy:-1"), HasSubstr("positive number"));
    EXPECT_THAT(reason("happy:x"), HasSubstr("positive number"));
    EXPECT_THAT(reason("happy:1e300"), HasSubstr("positive number"));
    EXPECT_THAT(reason("happy:1e-50"), HasSubstr("positive number"));
    EXPECT_THAT(reason("happy:1:2"), HasSubstr("positive number"));
    EXPECT_THAT(reason("happy:1;HAPPY:2"), HasSubstr("'happy' stands twice"));
    EXPECT_THAT(reason(" ; "), HasSubstr("is empty"));
}

}  // namespace
}  // namespace affetto
