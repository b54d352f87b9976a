#include "affetto/model/latent_adversary.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace affetto {
namespace {

/// Clips of all quadrants alike.
Batch quadrants(std::int64_t count) {
    Batch batch;
    batch.emotion = at::empty({count, 2});
    for (std::int64_t b = 0; b < count; ++b) {
        const Emotion e = centre_of(static_cast<Quadrant>(b % kNumQuadrants));
        batch.emotion[b][0] = e.valence;
        batch.emotion[b][1] = e.arousal;
    }
    batch.known = at::ones({count, 1});
    return batch;
}

TEST(ReverseGradient, KeepsValuesAndTurnsGradients) {
    const at::Tensor x = at::tensor({1.0f, -2.0f}).requires_grad_();
    const at::Tensor y = reverse_gradient(x, 0.25);
    EXPECT_TRUE(at::equal(x, y));
    (y * at::tensor({3.0f, 5.0f})).sum().backward();
    EXPECT_TRUE(at::equal(x.grad(), at::tensor({-0.75f, -1.25f})));
}

TEST(LatentAdversary, AddsGradientsToTheLossAndNothingToItsValue) {
    at::Generator rng = make_generator(1);
    const LatentAdversary adversary(4, 16, 1, rng);
    const at::Tensor latent = normal({8, 4}, 1, rng).requires_grad_();
    VaeLoss loss;
    loss.total = at::full({}, 2.5);
    adversary.charge(loss, latent, quadrants(8));
    EXPECT_EQ(loss.total.item<float>(), 2.5f);
    EXPECT_GT(*loss.adversary_loss, 0.5);
    loss.total.backward();
    EXPECT_GT(latent.grad().abs().sum().item<float>(), 0);
    EXPECT_GT(adversary.parameters()[0].grad().abs().sum().item<float>(), 0);
}

/// An encoder that does best to copy the label into its latent, beside other things: what the
/// adversary's cross-entropy is after training with `weight`.
double heard_after_training(double weight) {
    at::Generator rng = make_generator(2);
    const LatentAdversary adversary(2, 32, weight, rng);
    const Linear encoder(4, 2, rng);
    const Batch batch = quadrants(64);
    double heard = 0;
    for (int i = 0; i < 600; ++i) {
        const at::Tensor other = normal({64, 2}, 0.3, rng);
        const at::Tensor latent = encoder.forward(at::cat({batch.emotion, other}, 1), {});
        VaeLoss loss;
        loss.total = 0.1 * (latent - other - batch.emotion).square().mean();
        adversary.charge(loss, latent, batch);
        heard = *loss.adversary_loss;
        for (const at::Tensor& p : adversary.parameters()) p.mutable_grad() = at::Tensor();
        for (const at::Tensor& p : encoder.parameters()) p.mutable_grad() = at::Tensor();
        loss.total.backward();
        torch::NoGradGuard no_grad;
        for (at::Tensor p : adversary.parameters()) p -= 1e-2 * p.grad().sign();
        for (at::Tensor p : encoder.parameters()) p -= 3e-3 * p.grad().sign();
    }
    return heard;
}

TEST(LatentAdversary, ALatentThatCopiesTheLabelLosesItUnderTheAdversary) {
    EXPECT_LT(heard_after_training(0), 0.5);                  // it copies, and is heard
    EXPECT_GT(heard_after_training(1), 0.8 * std::log(4.0));  // chance is ln 4
}

TEST(LatentAdversary, HearsHoweverSmallTheLatentIs) {
    at::Generator rng = make_generator(1);
    const LatentAdversary adversary(4, 16, 1, rng);
    torch::NoGradGuard no_grad;
    const at::Tensor latent = normal({16, 4}, 1, rng);
    EXPECT_TRUE(
        at::allclose(adversary.forward(latent), adversary.forward(0.05 * latent + 3), 0.05, 0.01));
}

TEST(LatentAdversary, WithoutTwoLabelledClipsThereIsNothingToHear) {
    at::Generator rng = make_generator(1);
    const LatentAdversary adversary(4, 16, 1, rng);
    Batch batch = quadrants(3);
    batch.known.narrow(0, 1, 2).zero_();
    VaeLoss loss;
    loss.total = at::ones({});
    adversary.charge(loss, normal({3, 4}, 1, rng), batch);
    EXPECT_FALSE(loss.adversary_loss.has_value());
}

}  // namespace
}  // namespace affetto
