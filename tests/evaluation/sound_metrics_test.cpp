#include <gtest/gtest.h>

#include "affetto/analysis/sound_features.hpp"
#include "affetto/evaluation/metrics.hpp"

namespace affetto {
namespace {

/// Louder and with more onsets for high arousal, more major for high valence; all else is noise.
JudgedPiece made_up_recording(Quadrant quadrant, std::uint64_t seed) {
    const FeatureSet& set = sound_feature_set();
    Random rng(seed, static_cast<std::uint64_t>(quadrant));
    JudgedPiece piece;
    piece.id = std::string(name_of(quadrant)) + "-" + std::to_string(seed);
    piece.emotion = centre_of(quadrant);
    piece.seconds = piece.seconds_asked = 10;
    for (std::size_t i = 0; i < set.size(); ++i) piece.features.values.push_back(rng.normal());
    const double arousal = piece.emotion.arousal > 0 ? 1 : -1;
    piece.features.values[*set.index_of("level")] = -30 + 6 * arousal + rng.normal();
    piece.features.values[*set.index_of("onsets_per_second")] = arousal + 0.2 * rng.normal();
    piece.features.values[*set.index_of("mode_index")] =
        (piece.emotion.valence > 0 ? 3 : -3) + 0.2 * rng.normal();
    piece.texture = {15 + rng.normal(), 0.02 + 0.002 * rng.normal()};
    piece.sharpness = {5, 4};
    return piece;
}

std::vector<JudgedPiece> recordings(int a_quadrant, std::uint64_t seed) {
    std::vector<JudgedPiece> pieces;
    for (int i = 0; i < a_quadrant; ++i)
        for (int q = 0; q < kNumQuadrants; ++q)
            pieces.push_back(
                made_up_recording(static_cast<Quadrant>(q), seed + static_cast<std::uint64_t>(i)));
    return pieces;
}

EvaluationInput made_up_input() {
    return {&sound_feature_set(), recordings(40, 100), recordings(10, 200), recordings(10, 300),
            recordings(10, 400)};
}

TEST(MeasureRecordings, HearsTheQuadrantsAndSaysWhatTheLevelAdds) {
    Random rng(1);
    const Json metrics = measure(made_up_input(), rng);
    EXPECT_EQ(metrics.at("kind"), "sound");
    const Json& emotion = metrics.at("emotion");
    EXPECT_GT(emotion.at("generated").at("quadrant_accuracy").get<double>(), 0.9);
    EXPECT_GT(emotion.at("resynthesised").at("quadrant_accuracy").get<double>(), 0.9);
    EXPECT_GT(emotion.at("generated_without_loudness").at("quadrant_accuracy").get<double>(), 0.9);
    EXPECT_LT(emotion.at("shuffled_labels").get<double>(), 0.45);
    EXPECT_GT(emotion.at("listener").at("arousal_sd").get<double>(), 0);
}

TEST(MeasureRecordings, GivesLevelAndOnsetsOfEachQuadrant) {
    Random rng(1);
    const Json quadrants = measure(made_up_input(), rng).at("quadrants");
    EXPECT_NEAR(quadrants.at("Q1").at("generated").at("level_db").get<double>(), -24, 1);
    EXPECT_NEAR(quadrants.at("Q4").at("generated").at("level_db").get<double>(), -36, 1);
    EXPECT_NEAR(quadrants.at("Q2").at("real").at("onsets_per_second").get<double>(), 2, 0.2);
}

TEST(MeasureRecordings, SaysHowManyLieWithinTheRangeOfRealMusic) {
    EvaluationInput input = made_up_input();
    for (std::size_t i = 0; i < input.generated.size() / 2; ++i)
        input.generated[i].texture.flatness = 0.5;  // noise
    for (JudgedPiece& piece : input.generated) piece.texture.crest_db = 15;
    Random rng(1);
    const Json range = measure(input, rng).at("natural_range");
    const double tonal = range.at("generated").at("flatness").get<double>();
    EXPECT_LE(tonal, 0.5);
    EXPECT_GT(tonal, 0.3);
    EXPECT_LE(range.at("generated").at("all").get<double>(), tonal);
    EXPECT_EQ(range.at("generated").at("crest_db").get<double>(), 1);
    EXPECT_NEAR(range.at("held_out").at("flatness").get<double>(), 0.9, 0.1);
    EXPECT_NEAR(range.at("from_to").at("crest_db").at(0).get<double>(), 15 - 1.64, 0.4);
}

TEST(MeasureRecordings, SaysHowSharpSpectraAreBesideRealOnes) {
    EvaluationInput input = made_up_input();
    for (JudgedPiece& piece : input.generated) piece.sharpness = {2, 1};
    Random rng(1);
    const Json sharpness = measure(input, rng).at("sharpness");
    EXPECT_NEAR(sharpness.at("generated").at("time_db").get<double>(), 2, 1e-9);
    EXPECT_NEAR(sharpness.at("generated").at("bands_db").get<double>(), 1, 1e-9);
    EXPECT_NEAR(sharpness.at("held_out").at("bands_db").get<double>(), 4, 1e-9);
}

TEST(MeasureRecordings, FindsWhatIsFarWhatIsCopiedAndWhatIsAllAlike) {
    EvaluationInput input = made_up_input();
    Random rng(1), again(1), third(1);
    const Json before = measure(input, rng);
    EXPECT_NEAR(before.at("distance").at("generated").at("kernel").get<double>(), 0, 0.3);
    EvaluationInput shifted = input;
    for (JudgedPiece& piece : shifted.generated)
        for (double& v : piece.features.values) v += 1;
    const Json far = measure(shifted, again);
    for (const char* measure : {"frechet", "kernel"})
        EXPECT_GT(far.at("distance").at("generated").at(measure).get<double>(),
                  before.at("distance").at("generated").at(measure).get<double>() + 1)
            << measure;
    EXPECT_GT(far.at("realism").at("generated_against_real").get<double>(), 0.9);

    for (JudgedPiece& piece : input.generated)
        piece.features =
            input.training[static_cast<std::size_t>(quadrant_of(piece.emotion))].features;
    const Json copied = measure(input, third);
    EXPECT_NEAR(copied.at("copying").at("generated").at("mean_distance").get<double>(), 0, 1e-9);
    EXPECT_NEAR(copied.at("diversity").at("generated").at("distance").get<double>(), 0, 1e-9);
    EXPECT_GT(copied.at("diversity").at("real").at("distance").get<double>(), 1);
}

TEST(MeasureRecordings, CountsThoseOfTheRightLength) {
    EvaluationInput input = made_up_input();
    input.generated[0].seconds = 9.5;
    Random rng(1);
    EXPECT_EQ(measure(input, rng).at("endings").at("end_on_time"), 39);
}

}  // namespace
}  // namespace affetto
