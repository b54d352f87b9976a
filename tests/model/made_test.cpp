#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "affetto/features/piano_roll.hpp"
#include "affetto/model/cvae.hpp"
#include "affetto/model/frame_cvae.hpp"

namespace affetto {
namespace {

constexpr std::int64_t kSteps = 14, kValues = 6;

ModelConfig tiny() {
    ModelConfig c;
    c.encoder_dim = c.decoder_dim = c.conv_dim = c.attention_dim = c.head_dim = 16;
    c.attention_heads = 2;
    c.latent_dim = c.emotion_dim = c.frames_per_latent = 4;
    c.mixture = 3;
    return c;
}

Batch two_clips(const at::Tensor& steps) {
    Batch batch;
    batch.steps = steps;
    batch.lengths = at::full({2}, kSteps, at::kLong);
    batch.mask = at::ones({kSteps, 2});
    batch.emotion = at::tensor({0.6f, 0.6f, -0.6f, 0.6f}).view({2, 2});
    batch.known = at::ones({2, 1});
    return batch;
}

LossConfig judged() {
    LossConfig config;
    config.keep_made = config.draw = true;
    return config;
}

TEST(Made, OfSoundIsWhatTheDecoderMadeAndWhatThePriorDrew) {
    at::Generator rng = make_generator(1), noise = make_generator(2), other = make_generator(3);
    const FrameCvae network(tiny(), kValues, 16, rng);
    const Batch batch = two_clips(normal({kSteps, 2, kValues}, 1, rng));
    const Made made = network.loss(batch, judged(), {&noise}).made;
    EXPECT_EQ(made.frames.sizes(), batch.steps.sizes());
    EXPECT_EQ(made.drawn.sizes(), batch.steps.sizes());
    EXPECT_FALSE(at::allclose(made.frames, made.drawn));
    EXPECT_FALSE(made.drawn.equal(network.loss(batch, judged(), {&other}).made.drawn));
    EXPECT_TRUE(made.frames.requires_grad() && made.drawn.requires_grad());
    EXPECT_FALSE(network.loss(batch, judged(), {}).made.drawn.defined());
    EXPECT_FALSE(network.loss(batch, {}, {&noise}).made.frames.defined());
}

TEST(Made, OfARollIsBitsWhoseGradientsAreThoseOfProbabilities) {
    at::Generator rng = make_generator(1), noise = make_generator(2);
    ModelConfig config = tiny();
    settle_families(config, false);
    const NoteFormat format;
    const Cvae network(config, Representation::roll, format, 16, rng);
    Batch batch = two_clips(bernoulli({kSteps, 2, kRollWidth}, 0.1, rng));
    batch.previous = at::zeros_like(batch.steps);
    batch.context = at::zeros({kSteps, 2, roll_context_size(format)});
    batch.piece = at::zeros({2, piece_features_size(format)});
    const Made made = network.loss(batch, judged(), {&noise}).made;
    EXPECT_EQ(made.frames.sizes(), batch.steps.sizes());
    EXPECT_TRUE(at::logical_or(made.frames.abs() < 1e-5, (made.frames - 1).abs() < 1e-5)
                    .all()
                    .item<bool>());
    EXPECT_GT(torch::autograd::grad({made.frames.sum()}, {made.output})[0].norm().item<double>(),
              0);
    // Without draws it is the probabilities.
    const at::Tensor exact = network.loss(batch, judged(), {}).made.frames;
    EXPECT_TRUE(at::logical_and(exact > 0, exact < 1).all().item<bool>());
}

TEST(CalibratedGaussian, IsTheLikelihoodOfTheBestSpread) {
    // An error of 4 everywhere: a spread of 2, D/2 (ln(2 pi 4) + 1) nats.
    const at::Tensor error = at::full({3, 2}, 4.0), mask = at::ones({3, 2});
    EXPECT_NEAR(calibrated_gaussian_nll(error, mask, 10).item<double>(),
                5 * (std::log(2 * std::numbers::pi * 4) + 1), 1e-4);
}

TEST(GaussianMixture, IsDrawnFromAsOftenAsItsWeightsSay) {
    at::Generator rng = make_generator(1);
    constexpr std::int64_t kDraws = 4000;
    const auto all = [](const at::Tensor& x) { return x.unsqueeze(0).expand({kDraws, -1}); };
    const GaussianMixture two{all(at::log(at::tensor({0.25f, 0.75f}))),
                              at::tensor({-10.0f, 10.0f}).view({1, 2, 1}).expand({kDraws, -1, -1}),
                              at::zeros({kDraws, 2, 1})};
    const at::Tensor z = sample(two, rng);
    EXPECT_EQ(z.sizes(), (at::IntArrayRef{kDraws, 1}));
    EXPECT_NEAR((z > 0).to(at::kFloat).mean().item<double>(), 0.75, 0.03);
    EXPECT_NEAR(z.masked_select(z > 0).std().item<double>(), 1, 0.05);
}

}  // namespace
}  // namespace affetto
