#include "affetto/training/stft_discriminator.hpp"

#include <gtest/gtest.h>

#include "affetto/tensor/random_tensors.hpp"
#include "affetto/training/adamw.hpp"

namespace affetto {
namespace {

constexpr int kChannels = 4;
const std::vector<int> kWindows{256, 64};

StftDiscriminator discriminator(int audio_channels = 1) {
    at::Generator rng = make_generator(1);
    return {audio_channels, kChannels, kWindows, rng};
}

at::Tensor noise(at::IntArrayRef shape, std::uint64_t seed) {
    at::Generator rng = make_generator(seed);
    return normal(shape, 0.1, rng);
}

TEST(StftDiscriminator, JudgesEveryWindowWithFiveLayersOfFeatures) {
    const Judgements judgements = discriminator(2)(noise({3, 2, 1024}, 1));
    ASSERT_EQ(judgements.size(), 2u);
    const Judgement& first = judgements[0];  // 129 bands, a frame every 64
    ASSERT_EQ(first.features.size(), 5u);
    EXPECT_EQ(first.features[0].sizes(), (std::vector<std::int64_t>{3, kChannels, 13, 128}));
    EXPECT_EQ(first.features[4].sizes(), (std::vector<std::int64_t>{3, kChannels, 13, 16}));
    EXPECT_EQ(first.logits.sizes(), (std::vector<std::int64_t>{3, 1, 13, 16}));
}

TEST(StftDiscriminator, TheGeneratorDecidesItsWeights) {
    const at::Tensor sound = noise({1, 1, 512}, 1);
    EXPECT_TRUE(discriminator()(sound)[0].logits.equal(discriminator()(sound)[0].logits));
    at::Generator other = make_generator(2);
    const StftDiscriminator second(1, kChannels, kWindows, other);
    EXPECT_FALSE(discriminator()(sound)[0].logits.equal(second(sound)[0].logits));
}

TEST(StftDiscriminator, LossesAreHinges) {
    const auto of = [](double logit, double feature) {
        return Judgements{{at::full({1, 1, 2, 2}, logit), {at::full({1, 4, 2, 2}, feature)}}};
    };
    const auto value = [](const at::Tensor& loss) { return loss.item<double>(); };
    EXPECT_DOUBLE_EQ(value(discriminator_loss(of(2, 0), of(-2, 0))), 0);  // sure of itself
    EXPECT_DOUBLE_EQ(value(discriminator_loss(of(0, 0), of(0, 0))), 2);
    EXPECT_DOUBLE_EQ(value(discriminator_loss(of(-1, 0), of(0, 0))), 3);
    EXPECT_DOUBLE_EQ(value(adversarial_loss(of(3, 0))), 0);
    EXPECT_DOUBLE_EQ(value(adversarial_loss(of(-1, 0))), 2);
    EXPECT_NEAR(value(feature_matching_loss(of(0, 2), of(0, 3))), 0.5, 1e-6);
    EXPECT_DOUBLE_EQ(value(feature_matching_loss(of(0, 2), of(0, 2))), 0);
}

TEST(StftDiscriminator, LearnsToTellTonesFromNoise) {
    const at::Tensor made = noise({4, 1, 1024}, 3);
    const at::Tensor real = 0.1 * at::sin(0.2 * at::arange(1024, at::kFloat)).expand({4, 1, -1});
    const StftDiscriminator judge = discriminator();
    std::vector<at::Tensor> weights = judge.parameters();
    for (at::Tensor& weight : weights) weight.set_requires_grad(true);
    FlatParameters parameters(weights);
    AdamW optimizer(parameters);
    double first = 0, last = 0;
    for (int step = 0; step < 60; ++step) {
        parameters.gradients.zero_();
        const at::Tensor loss = discriminator_loss(judge(real), judge(made));
        loss.backward();
        optimizer.update(parameters, 3e-3, 0, step);
        last = loss.item<double>();
        if (step == 0) first = last;
    }
    EXPECT_GT(first, 1.5);
    EXPECT_LT(last, 0.3);
}

}  // namespace
}  // namespace affetto
