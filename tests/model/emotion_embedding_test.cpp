#include "affetto/model/emotion_embedding.hpp"

#include <gtest/gtest.h>

#include "affetto/core/emotion_spec.hpp"
#include "affetto/core/error.hpp"

namespace affetto {
namespace {

ModelConfig with(const std::string& emotion, std::vector<std::string> names = {}) {
    ModelConfig c;
    c.emotion_dim = 6;
    c.emotion = emotion;
    c.emotion_names = std::move(names);
    settle_families(c, false);
    return c;
}

/// One request as a row with its names.
at::Tensor row(const std::string& spec) {
    const EmotionCurve curve = parse_emotion_spec(spec);
    at::Tensor out = at::zeros({1, emotion_columns()});
    write_emotion(curve.at(Seconds(0)), curve.names_at(Seconds(0)),
                  {out.data_ptr<float>(), static_cast<std::size_t>(out.size(1))});
    return out;
}

at::Tensor heard(const EmotionEmbedding& embedding, const at::Tensor& emotion, float known = 1) {
    return embedding.forward(emotion, at::full({emotion.size(0), 1}, known), {});
}

TEST(EmotionEmbedding, ABlendOfNamesIsTheirVectorsMixedByItsWeights) {
    at::Generator rng = make_generator(1);
    const EmotionEmbedding embedding(with("names"), rng);
    const at::Tensor mixed =
        0.7 * heard(embedding, row("happy")) + 0.3 * heard(embedding, row("calm"));
    EXPECT_TRUE(at::allclose(heard(embedding, row("happy:0.7+calm:0.3")), mixed, 1e-4, 1e-6));
    EXPECT_FALSE(at::allclose(heard(embedding, row("sad")), mixed, 1e-2, 1e-2));
}

TEST(EmotionEmbedding, NamesAtOnePointStillDiffer) {
    at::Generator rng = make_generator(1);
    const EmotionEmbedding names(with("names"), rng), both(with("both"), rng),
        point(with("point"), rng);
    // "afraid" and "fearful" lie at one point of the plane.
    EXPECT_FALSE(at::equal(heard(names, row("afraid")), heard(names, row("fearful"))));
    EXPECT_FALSE(at::equal(heard(both, row("afraid")), heard(both, row("fearful"))));
    EXPECT_TRUE(at::equal(heard(point, row("afraid")), heard(point, row("fearful"))));
}

TEST(EmotionEmbedding, APointAloneIsHeardAsTheNamesNearIt) {
    at::Generator rng = make_generator(1);
    for (const char* mode : {"names", "both"}) {
        const EmotionEmbedding embedding(with(mode), rng);
        EXPECT_TRUE(at::allclose(heard(embedding, at::tensor({0.3f, -0.4f}).view({1, 2})),
                                 heard(embedding, row("v=0.3,a=-0.4")), 1e-4, 1e-6))
            << mode;
    }
}

TEST(EmotionEmbedding, ANameWithoutAVectorIsHeardAsThoseNearIt) {
    at::Generator rng = make_generator(1);
    const EmotionEmbedding embedding(with("names", {"happy", "sad"}), rng);
    EXPECT_TRUE(
        at::allclose(heard(embedding, row("depressed")), heard(embedding, row("sad")), 1e-3, 1e-4));
    EXPECT_TRUE(
        at::allclose(heard(embedding, row("joyful")), heard(embedding, row("happy")), 1e-3, 1e-4));
}

TEST(EmotionEmbedding, WithoutEmotionNothingIsHeardAndNothingIsLearned) {
    at::Generator rng = make_generator(1);
    const EmotionEmbedding embedding(with("none"), rng);
    EXPECT_EQ(heard(embedding, row("happy")).sizes(), (at::IntArrayRef{1, 0}));
    EXPECT_TRUE(embedding.parameters().empty());
}

TEST(EmotionEmbedding, AnUnknownEmotionIsTheSameVectorWhateverTheColumnsSay) {
    at::Generator rng = make_generator(1);
    for (const char* mode : {"point", "names", "both"}) {
        const EmotionEmbedding embedding(with(mode), rng);
        EXPECT_TRUE(at::equal(heard(embedding, row("happy"), 0), heard(embedding, row("sad"), 0)))
            << mode;
    }
}

TEST(EmotionEmbedding, OfPointsKeepsTheParametersOfEarlierModels) {
    at::Generator rng = make_generator(1);
    const EmotionEmbedding embedding(with("point"), rng);
    std::vector<std::string> names;
    for (const auto& item : embedding.named_parameters()) names.push_back(item.key());
    EXPECT_EQ(names, (std::vector<std::string>{"unknown", "in.weight", "in.bias", "out.weight",
                                               "out.bias"}));
}

TEST(EmotionEmbedding, AConfigurationWithAnUnknownModeOrNameIsRefused) {
    ModelConfig c;
    c.emotion = "colour";
    EXPECT_THROW(validate(c), ConfigError);
    c.emotion = "names";
    c.emotion_names = {"happy", "hapy"};
    EXPECT_THROW(validate(c), ConfigError);
    c.emotion_names = {"happy", "happy"};
    EXPECT_THROW(validate(c), ConfigError);
}

}  // namespace
}  // namespace affetto
