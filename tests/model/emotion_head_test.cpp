#include "affetto/model/emotion_head.hpp"

#include <gtest/gtest.h>

namespace affetto {
namespace {

/// Clips whose steps lie about their valence, or are as wide as their arousal.
Batch labelled(std::int64_t count) {
    Batch batch;
    at::Generator rng = make_generator(9);
    batch.emotion = uniform({count, 2}, 1, rng);
    batch.known = at::ones({count, 1});
    batch.mask = at::ones({10, count});
    const at::Tensor noise = normal({10, count, 3}, 1, rng);
    batch.steps = batch.emotion.narrow(1, 0, 1).unsqueeze(0) +
                  noise * (1 + batch.emotion.narrow(1, 1, 1)).unsqueeze(0) / 2;
    return batch;
}

double error_of(const EmotionHead& head, const Batch& batch) {
    VaeLoss loss;
    loss.total = at::zeros({});
    head.charge(loss, batch.steps, batch.mask, batch);
    return loss.emotion_error.value();
}

TEST(MeanAndSpread, CountOnlyStepsThatTheMaskLetsCount) {
    const at::Tensor x = at::tensor({1.0f, 3.0f, 100.0f}).view({3, 1, 1});
    const at::Tensor mask = at::tensor({1.0f, 1.0f, 0.0f}).view({3, 1});
    EXPECT_TRUE(
        at::allclose(mean_and_spread(x, mask), at::tensor({2.0f, 1.0f}).view({1, 2}), 1e-4, 1e-4));
}

TEST(EmotionHead, LearnsToHearValenceInLevelsAndArousalInSpreads) {
    at::Generator rng = make_generator(1);
    const EmotionHead head(3, 16, 0.5, rng);
    const Batch batch = labelled(64);
    const double before = error_of(head, batch);
    for (int i = 0; i < 200; ++i) {
        for (const at::Tensor& p : head.parameters()) p.mutable_grad() = at::Tensor();
        VaeLoss loss;
        loss.total = at::zeros({});
        head.charge(loss, batch.steps, batch.mask, batch);
        EXPECT_NEAR(loss.total.item<double>(), 0.5 * *loss.emotion_error, 1e-6);
        loss.total.backward();
        torch::NoGradGuard no_grad;
        for (at::Tensor p : head.parameters()) p -= 3e-3 * p.grad().sign();
    }
    EXPECT_LT(error_of(head, batch), 0.3 * before);
}

TEST(EmotionHead, ClipsWithoutALabelDoNotCount) {
    at::Generator rng = make_generator(1);
    const EmotionHead head(3, 16, 1, rng);
    Batch batch = labelled(4);
    batch.known[3][0] = 0;
    const double three = error_of(head, batch);
    batch.emotion[3][0] = -1;
    batch.emotion[3][1] = 1;
    EXPECT_DOUBLE_EQ(error_of(head, batch), three);
    batch.known.zero_();
    VaeLoss loss;
    loss.total = at::ones({});
    head.charge(loss, batch.steps, batch.mask, batch);
    EXPECT_FALSE(loss.emotion_error.has_value());
    EXPECT_EQ(loss.total.item<float>(), 1);
}

}  // namespace
}  // namespace affetto
