#include "affetto/model/frame_cvae.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "tiny_models.hpp"

namespace affetto {
namespace {

constexpr std::int64_t kValues = 6, kWindow = 32;

ModelConfig tiny() { return test::tiny_config("conv", "conv"); }

Batch waves(std::int64_t frames, std::int64_t second) {
    return test::waves(kValues, frames, second);
}

TEST(FrameCvae, OneLatentStandsForSoManyFrames) {
    for (const char* family : test::kFamilies) {
        at::Generator rng = make_generator(1);
        const FrameCvae network(test::tiny_config(family, family), kValues, kWindow, rng);
        const Batch batch = waves(kWindow, kWindow);
        const at::Tensor emotion = network.embed(batch.emotion, batch.known, {});
        const Posterior q = network.encode(batch.steps, emotion, {});
        EXPECT_EQ(q.mean.sizes(), (at::IntArrayRef{kWindow / 4, 2, 4})) << family;
        const at::Tensor frames =
            network.decode(q.mean, emotion.unsqueeze(0).expand({kWindow / 4, -1, -1}), {});
        EXPECT_EQ(frames.sizes(), batch.steps.sizes()) << family;
    }
}

TEST(FrameCvae, PaddingBehindTheClipsHardlyCounts) {
    at::Generator rng = make_generator(1);
    const FrameCvae network(tiny(), kValues, kWindow, rng);
    Batch batch = waves(kWindow, kWindow - 12);
    const double tight = network.loss(batch, {}, {}).reconstruction;
    batch.steps = at::constant_pad_nd(batch.steps, {0, 0, 0, 0, 0, kWindow});
    batch.mask = at::constant_pad_nd(batch.mask, {0, 0, 0, kWindow});
    // Only the frames beside the padding see it; frames that counted as silence would halve the
    // error, which is ln(2) / 2 nats a value.
    EXPECT_NEAR(network.loss(batch, {}, {}).reconstruction, tight, 0.02 * kValues);
}

TEST(FrameCvae, AWindowThatIsNoMultipleOfALatentIsPadded) {
    at::Generator rng = make_generator(1);
    const FrameCvae network(tiny(), kValues, kWindow, rng);
    EXPECT_TRUE(std::isfinite(network.loss(waves(13, 5), {}, {}).total.item<double>()));
}

TEST(FrameCvae, HasTheSameShapesAndAlmostTheSameLossInBfloat16) {
    for (const char* family : test::kFamilies) {
        at::Generator rng = make_generator(1);
        const FrameCvae network(test::tiny_config(family, family), kValues, kWindow, rng);
        const Batch batch = waves(kWindow, kWindow);
        const double exact = network.loss(batch, {}, {}).reconstruction;
        EXPECT_NEAR(network.loss(batch, {}, {nullptr, Precision::bfloat16}).reconstruction, exact,
                    0.02 * std::abs(exact))
            << family;
    }
}

TEST(LatentPrior, StepByStepIsTheSameAsAllAtOnce) {
    for (const char* family : test::kFamilies) {
        at::Generator rng = make_generator(3);
        ModelConfig config = tiny();
        config.prior = family;
        const LatentPrior prior(config, 8, rng);
        torch::NoGradGuard no_grad;
        const at::Tensor z = normal({8, 2, 4}, 1, rng), emotion = normal({8, 2, 4}, 1, rng);
        const GaussianMixture whole = prior.forward(z, emotion, {});
        DecoderState state = prior.start(2);
        for (std::int64_t t = 0; t < 8; ++t) {
            const at::Tensor before = t == 0 ? at::zeros_like(z[0]) : z[t - 1];
            const GaussianMixture one = prior.step(before, emotion[t], state);
            EXPECT_TRUE(at::allclose(one.mean, whole.mean[t], 1e-4, 1e-5)) << family << " " << t;
            EXPECT_TRUE(at::allclose(one.log_weight, whole.log_weight[t], 1e-4, 1e-5));
        }
    }
}

TEST(GaussianMixture, HasTheDensityOfItsFormula) {
    const GaussianMixture two{at::log(at::tensor({0.25, 0.75})),
                              at::tensor({-1.0, 2.0}).view({2, 1}),
                              at::log(at::tensor({0.5, 2.0})).view({2, 1})};
    const auto normal_at = [](double x, double mean, double std) {
        return std::exp(-0.5 * (x - mean) * (x - mean) / (std * std)) /
               (std * std::sqrt(2 * std::numbers::pi));
    };
    for (const double x : {-2.0, 0.3, 4.0})
        EXPECT_NEAR(log_density(two, at::tensor({x}, at::kDouble)).item<double>(),
                    std::log(0.25 * normal_at(x, -1, 0.5) + 0.75 * normal_at(x, 2, 2)), 1e-6);
}

TEST(GaussianMixture, GuidanceOfOneIsTheConditionalItself) {
    at::Generator rng = make_generator(4);
    const auto draw = [&] {
        return GaussianMixture{at::log_softmax(normal({3}, 1, rng), -1), normal({3, 2}, 1, rng),
                               normal({3, 2}, 1, rng)};
    };
    const GaussianMixture with = draw(), without = draw();
    EXPECT_TRUE(at::allclose(guided(with, without, 1).mean, with.mean));
    EXPECT_TRUE(at::allclose(guided(with, without, 1).log_weight, with.log_weight));
    EXPECT_TRUE(at::allclose(guided(with, without, 3).mean,
                             with.mean + 2 * (with.mean - without.mean), 1e-5, 1e-5));
}

}  // namespace
}  // namespace affetto
