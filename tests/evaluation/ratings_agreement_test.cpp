#include "affetto/evaluation/ratings_agreement.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace affetto {
namespace {

/// Eight generated clips, two a quadrant, then four real ones. The built-in listener hears Q1 in
/// all.
std::vector<ListeningClip> key() {
    std::vector<ListeningClip> clips(12);
    for (std::size_t i = 0; i < clips.size(); ++i) {
        clips[i].generated = i < 8;
        clips[i].asked = centre_of(static_cast<Quadrant>(i % kNumQuadrants));
        clips[i].heard = {clips[i].asked.valence / 2, 0.5f};
    }
    return clips;
}

Rating rating(std::size_t clip, const std::string& rater, int valence, int arousal, int music) {
    Rating r;
    r.clip = clip;
    r.rater = rater;
    r.valence = valence;
    r.arousal = arousal;
    r.music = music;
    return r;
}

/// Two people who hear what was asked for, one of them more strongly.
RatingsRead agreeing() {
    RatingsRead read;
    const auto clips = key();
    for (std::size_t i = 0; i < clips.size(); ++i) {
        const int v = clips[i].asked.valence > 0 ? 1 : -1, a = clips[i].asked.arousal > 0 ? 1 : -1;
        read.ratings.push_back(rating(i, "anna", 5 + 2 * v, 5 + 2 * a, 4));
        read.ratings.push_back(rating(i, "ben", 5 + 4 * v, 5 + 4 * a, i < 8 ? 2 : 4));
    }
    return read;
}

TEST(RatingsAgreement, IsFullWherePeopleHearWhatWasAskedFor) {
    Random rng(1);
    const Json j = ratings_agreement(agreeing(), key(), rng);
    EXPECT_EQ(j.at("raters"), 2);
    EXPECT_EQ(j.at("generated").at("clips"), 8);
    EXPECT_EQ(j.at("generated").at("ratings"), 16);
    for (const char* figure : {"quadrant_agreement", "valence_correlation", "arousal_correlation"})
        for (const char* kind : {"generated", "real"})
            EXPECT_NEAR(j.at(kind).at(figure).at("value").get<double>(), 1, 1e-9) << figure;
    EXPECT_NEAR(j.at("generated").at("quadrant_agreement").at("low").get<double>(), 1, 1e-9);
    EXPECT_NEAR(j.at("generated").at("is_it_music").at("value").get<double>(), 3, 1e-9);
    EXPECT_NEAR(j.at("real").at("is_it_music").at("value").get<double>(), 4, 1e-9);
    // 7 against 9 and 1 against 3: the standard deviation of two is their distance / sqrt(2).
    EXPECT_NEAR(j.at("generated").at("spread_between_raters").at("valence").get<double>(),
                std::sqrt(2.0), 1e-9);
}

TEST(RatingsAgreement, StandsBesideTheBuiltInListener) {
    Random rng(1);
    const Json j = ratings_agreement(agreeing(), key(), rng).at("generated");
    const Json& built_in = j.at("built_in_listener");
    EXPECT_NEAR(built_in.at("quadrant_agreement").get<double>(), 0.25, 1e-9);
    EXPECT_NEAR(built_in.at("valence_correlation").get<double>(), 1, 1e-6);
    EXPECT_TRUE(built_in.at("arousal_correlation").is_null());  // it does not vary
}

TEST(RatingsAgreement, CountsTheWordsForEachQuadrant) {
    RatingsRead read = agreeing();
    read.ratings[0].emotion = read.ratings[1].emotion = "happy";  // of the first clip, asked as Q1
    read.ratings[4].emotion = "sad";                              // of the third, asked as Q3
    Random rng(1);
    const Json words = ratings_agreement(read, key(), rng).at("generated").at("words");
    EXPECT_EQ(words, (Json{{"Q1", {{"happy", 2}}}, {"Q3", {{"sad", 1}}}}));
}

TEST(RatingsAgreement, CountsAMeanInTheMiddleForNoSide) {
    RatingsRead read;
    for (std::size_t i = 0; i < 4; ++i) read.ratings.push_back(rating(i, "anna", 5, 5, 3));
    Random rng(1);
    const Json j = ratings_agreement(read, key(), rng).at("generated");
    EXPECT_EQ(j.at("quadrant_agreement").at("value"), 0.0);
    EXPECT_TRUE(j.at("valence_correlation").at("value").is_null());
}

TEST(RatingsAgreement, IntervalsHoldTheValueAndRepeatWithTheirSeed) {
    RatingsRead read = agreeing();
    read.ratings[0].valence = read.ratings[1].valence = 1;  // one clip of eight is heard as Q2
    Random first(4), second(4), third(5);
    const Json j = ratings_agreement(read, key(), first);
    EXPECT_EQ(j, ratings_agreement(read, key(), second));
    const Json& q = j.at("generated").at("quadrant_agreement");
    EXPECT_NEAR(q.at("value").get<double>(), 7.0 / 8, 1e-9);
    EXPECT_LT(q.at("low").get<double>(), 7.0 / 8);
    EXPECT_GE(q.at("low").get<double>(), 0.5);
    EXPECT_EQ(q.at("high"), 1.0);
}

TEST(RatingsAgreement, HoldsWithoutAnyRating) {
    Random rng(1);
    RatingsRead read;
    read.faults = {"a.csv:2: nothing is rated"};
    const Json j = ratings_agreement(read, key(), rng);
    EXPECT_EQ(j.at("skipped_rows"), 1);
    EXPECT_EQ(j.at("generated").at("clips"), 0);
    EXPECT_TRUE(j.at("real").at("quadrant_agreement").at("value").is_null());
}

}  // namespace
}  // namespace affetto
