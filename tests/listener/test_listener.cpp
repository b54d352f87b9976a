#include <gmock/gmock.h>

#include <cmath>

#include "affetto/analysis/score_features.hpp"
#include "affetto/core/error.hpp"
#include "affetto/core/json.hpp"
#include "affetto/core/random.hpp"
#include "affetto/listener/judgement.hpp"
#include "affetto/listener/listener.hpp"
#include "support/temporary_folder.hpp"

namespace affetto {
namespace {

using testing::HasSubstr;
using testing::ThrowsMessage;

/// Pieces whose velocity carries arousal and whose mode carries valence, in noise.
std::vector<LabelledFeatures> made_up_pieces(int count, std::uint64_t seed) {
    Random rng(seed);
    const std::size_t velocity = score_feature_set().index_of("velocity_mean").value();
    const std::size_t mode = score_feature_set().index_of("mode_index").value();
    std::vector<LabelledFeatures> pieces;
    for (int i = 0; i < count; ++i) {
        LabelledFeatures piece;
        piece.emotion = centre_of(static_cast<Quadrant>(i % kNumQuadrants));
        for (std::size_t f = 0; f < score_feature_set().infos.size(); ++f)
            piece.features.values.push_back(rng.normal());
        piece.features.values[velocity] = 64 + 20 * piece.emotion.arousal + 3 * rng.normal();
        piece.features.values[mode] = 0.2 * piece.emotion.valence + 0.05 * rng.normal();
        pieces.push_back(piece);
    }
    return pieces;
}

TEST(Listener, LearnsWhatItsFeaturesSay) {
    const Listener listener = fit_listener(score_feature_set(), made_up_pieces(200, 1));
    const Agreement agreement = measure_agreement(listener, made_up_pieces(200, 2));
    EXPECT_EQ(agreement.pieces, 200u);
    EXPECT_GT(agreement.quadrant_accuracy, 0.9);
    EXPECT_GT(agreement.valence_correlation, 0.8);
    EXPECT_GT(agreement.arousal_correlation, 0.8);
    int all = 0;
    for (const auto& row : agreement.confusion)
        for (const int n : row) all += n;
    EXPECT_EQ(all, 200);
}

TEST(Listener, LearnsNothingFromLabelsDealtOutAtRandom) {
    Random rng(9);
    const auto pieces = made_up_pieces(200, 1), judged = made_up_pieces(200, 2);
    const double chance = shuffled_label_accuracy(score_feature_set(), pieces, judged, {}, 10, rng);
    EXPECT_GT(chance, 0.15);
    EXPECT_LT(chance, 0.35);
}

TEST(Listener, PredictionIsAProbabilityAndAPointOnThePlane) {
    const Listener listener = fit_listener(score_feature_set(), made_up_pieces(100, 1));
    FeatureVector extreme;
    extreme.values.assign(score_feature_set().infos.size(), 1e6);
    const Prediction p = predict(listener, extreme);
    double sum = 0;
    for (const double q : p.quadrant_probability) sum += q;
    EXPECT_NEAR(sum, 1, 1e-12);
    EXPECT_LE(std::abs(p.emotion.valence), 1);
    EXPECT_LE(std::abs(p.emotion.arousal), 1);
    EXPECT_GT(p.valence_sd, 0);
    EXPECT_GT(p.arousal_sd, 0);
}

TEST(Listener, WithoutVelocityCannotHearIt) {
    ListenerConfig config;
    config.without_loudness = true;
    const Listener listener = fit_listener(score_feature_set(), made_up_pieces(100, 1), config);
    for (const std::string& name : listener.features)
        EXPECT_FALSE(
            score_feature_set().infos[score_feature_set().index_of(name).value()].uses_loudness)
            << name;
    auto piece = made_up_pieces(1, 3)[0];
    const Prediction before = predict(listener, piece.features);
    piece.features.values[score_feature_set().index_of("velocity_mean").value()] = 127;
    EXPECT_EQ(before.emotion, predict(listener, piece.features).emotion);
}

TEST(Listener, ContributionsSumToThePrediction) {
    const Listener listener = fit_listener(score_feature_set(), made_up_pieces(200, 1));
    const FeatureVector features = made_up_pieces(3, 4)[2].features;
    const auto all = contributions(listener, features);
    ASSERT_EQ(all.size(), listener.features.size());
    double valence = listener.valence.bias, arousal = listener.arousal.bias;
    for (const Contribution& c : all) {
        valence += c.valence;
        arousal += c.arousal;
    }
    const Prediction p = predict(listener, features);
    EXPECT_NEAR(p.emotion.valence, valence, 1e-5);
    EXPECT_NEAR(p.emotion.arousal, arousal, 1e-5);
    EXPECT_THAT(all[0].feature, testing::AnyOf("velocity_mean", "mode_index"));
}

TEST(Listener, RefusesTooFewOrBrokenPieces) {
    EXPECT_THROW(fit_listener(score_feature_set(), made_up_pieces(19, 1)), DataError);
    auto pieces = made_up_pieces(40, 1);
    pieces[7].features.values[2] = std::nan("");
    EXPECT_THROW(fit_listener(score_feature_set(), pieces), DataError);
    pieces[7].features.values.pop_back();
    EXPECT_THROW(fit_listener(score_feature_set(), pieces), DataError);
}

TEST(Listener, NamesAPenaltyOutOfRange) {
    ListenerConfig config;
    config.ridge_penalty = -1;
    EXPECT_THAT([&] { validate(config); },
                ThrowsMessage<ConfigError>(HasSubstr("listener.ridge_penalty")));
}

class ListenerFile : public testing::Test {
protected:
    test::TemporaryFolder folder_;
    const Path path_ = folder_ / "listener.json";
    const Listener listener_ = fit_listener(score_feature_set(), made_up_pieces(100, 1));

    /// Loads the saved file after `change` was made to it.
    template <class Change>
    void expect_refused(Change&& change, const std::string& because) {
        save_listener(path_, listener_);
        Json json = read_json(path_);
        change(json);
        write_json(path_, json);
        EXPECT_THAT([&] { load_listener(path_); }, ThrowsMessage<Error>(HasSubstr(because)));
    }
};

TEST_F(ListenerFile, ReadsBackToTheSamePredictions) {
    save_listener(path_, listener_);
    const Listener loaded = load_listener(path_);
    EXPECT_EQ(loaded.fitted_on, 100u);
    for (const LabelledFeatures& piece : made_up_pieces(20, 5)) {
        const Prediction a = predict(listener_, piece.features);
        const Prediction b = predict(loaded, piece.features);
        EXPECT_EQ(a.emotion, b.emotion);
        EXPECT_EQ(a.quadrant_probability, b.quadrant_probability);
        EXPECT_EQ(a.valence_sd, b.valence_sd);
    }
}

TEST_F(ListenerFile, IsRefusedWhereItDoesNotFit) {
    expect_refused([](Json& j) { j["mood"] = 1; }, "unknown key \"mood\"");
    expect_refused([](Json& j) { j.erase("mean"); }, "lacks the key \"mean\"");
    expect_refused([](Json& j) { j["format"] = "x"; }, "not a listener");
    expect_refused([](Json& j) { j["features_version"] = 99; }, "another version of the features");
    expect_refused([](Json& j) { j["features"][0] = "warmth"; }, "warmth");
    expect_refused([](Json& j) { j["features"][1] = j["features"][0]; }, "twice");
    expect_refused([](Json& j) { j["sd"][3] = 0; }, "sd must be above 0");
    expect_refused([](Json& j) { j["mean"].erase(0); }, "mean must be a list of");
    expect_refused([](Json& j) { j["valence"]["weights"][0] = "much"; }, "finite numbers");
    expect_refused([](Json& j) { j["quadrant"].erase("Q3"); }, "lacks the key \"Q3\"");
    expect_refused([](Json& j) { j["config"]["ridge"] = 1; }, "ridge");
}

TEST_F(ListenerFile, NamesAFileThatIsMissing) {
    EXPECT_THAT([&] { load_listener(folder_ / "none.json"); },
                ThrowsMessage<DataError>(HasSubstr("none.json")));
}

}  // namespace
}  // namespace affetto
