#include "affetto/evaluation/metrics.hpp"

#include <gmock/gmock.h>

#include <array>

#include "affetto/analysis/score_features.hpp"
#include "affetto/core/error.hpp"

namespace affetto {
namespace {

using testing::HasSubstr;
using testing::ThrowsMessage;

/// Scales: loud and fast in Q1 and Q2, major in Q1 and Q4. `seed` moves and varies them.
JudgedPiece made_up_piece(Quadrant quadrant, std::uint64_t seed) {
    Random rng(seed, static_cast<std::uint64_t>(quadrant));
    const Emotion emotion = centre_of(quadrant);
    const std::array<int, 8> major = {0, 2, 4, 5, 7, 9, 11, 12}, minor = {0, 2, 3, 5, 7, 8, 11, 12};
    const auto& scale = emotion.valence > 0 ? major : minor;
    const double step = emotion.arousal > 0 ? 0.15 : 0.6;
    const int tonic = 55 + rng.integer(0, 11);
    JudgedPiece piece;
    piece.id = std::string(name_of(quadrant)) + "-" + std::to_string(seed);
    piece.emotion = emotion;
    piece.seconds_asked = 40 * step;
    for (int i = 0; i < 40; ++i) {
        const int degree = i % 8 == 0 ? 0 : rng.integer(0, 7);
        piece.notes.push_back({i * step, step, tonic + scale[static_cast<std::size_t>(degree)],
                               (emotion.arousal > 0 ? 95 : 50) + rng.integer(-5, 5)});
    }
    piece.features = score_features(piece.notes);
    return piece;
}

std::vector<JudgedPiece> made_up_pieces(int a_quadrant, std::uint64_t seed) {
    std::vector<JudgedPiece> pieces;
    for (int i = 0; i < a_quadrant; ++i)
        for (int q = 0; q < kNumQuadrants; ++q)
            pieces.push_back(
                made_up_piece(static_cast<Quadrant>(q), seed + static_cast<std::uint64_t>(i)));
    return pieces;
}

EvaluationInput made_up_input() {
    return {&score_feature_set(),
            made_up_pieces(10, 100),
            made_up_pieces(6, 200),
            made_up_pieces(6, 300),
            {}};
}

TEST(Measure, ConfusionAndAccuracyAgree) {
    EvaluationInput input = made_up_input();
    // Half of what was asked for as Q1 is music of Q3.
    for (std::size_t i = 0; i < 12; i += 4)
        input.generated[i].features = input.generated[i + 2].features;
    Random rng(1);
    const Json emotion = measure(input, rng).at("emotion");
    const Json& generated = emotion.at("generated");
    int right = 0, all = 0;
    for (std::size_t i = 0; i < 4; ++i)
        for (std::size_t j = 0; j < 4; ++j) {
            const int n = generated.at("confusion")[i][j].get<int>();
            all += n;
            right += i == j ? n : 0;
        }
    EXPECT_EQ(all, 24);
    EXPECT_DOUBLE_EQ(generated.at("quadrant_accuracy").get<double>(), right / 24.0);
    EXPECT_EQ(generated.at("confusion")[0][2], 3);
    EXPECT_EQ(generated.at("confusion")[0][0], 3);
    EXPECT_DOUBLE_EQ(generated.at("arousal_accuracy").get<double>(), 21 / 24.0);
    EXPECT_DOUBLE_EQ(emotion.at("held_out").at("quadrant_accuracy").get<double>(), 1);
    EXPECT_LT(emotion.at("shuffled_labels").get<double>(), 0.5);
}

TEST(Measure, FindsEachQuadrantNearestToItself) {
    Random rng(1);
    const Json metrics = measure(made_up_input(), rng);
    EXPECT_EQ(metrics.at("similarity").at("own_nearest_of_4"), 4);
    EXPECT_EQ(metrics.at("endings").at("end_on_time"), 24);
}

TEST(Measure, FindsWhatWasCopied) {
    EvaluationInput input = made_up_input();
    input.generated[5].notes = input.training[7].notes;
    for (TimedNote& note : input.generated[5].notes) note.pitch += 2;
    Random rng(1);
    const Json copying = measure(input, rng).at("copying").at("generated");
    EXPECT_EQ(copying.at("longest_run_notes"), 40);
    EXPECT_EQ(copying.at("piece"), input.generated[5].id);
    EXPECT_EQ(copying.at("copied_from"), input.training[7].id);
}

TEST(Measure, RepeatsWithItsSeed) {
    Random first(3), second(3);
    EXPECT_EQ(measure(made_up_input(), first), measure(made_up_input(), second));
}

TEST(Measure, RefusesSetsThatAreTooSmall) {
    Random rng(1);
    EvaluationInput few = made_up_input();
    few.training.resize(19);
    EXPECT_THAT([&] { measure(few, rng); }, ThrowsMessage<DataError>(HasSubstr("found 19")));
    EvaluationInput none = made_up_input();
    none.generated.clear();
    EXPECT_THROW(measure(none, rng), DataError);
}

}  // namespace
}  // namespace affetto
