#include "affetto/model/activations.hpp"

#include <ATen/Parallel.h>
#include <gtest/gtest.h>

#include <cmath>

#include "affetto/tensor/random_tensors.hpp"

namespace affetto {
namespace {

TEST(Gelu, AndItsGradientAreLibtorchs) {
    const at::Tensor x = at::linspace(-12, 12, 4'001).requires_grad_(true);
    const at::Tensor y = x.detach().clone().requires_grad_(true);
    const at::Tensor ours = gelu_of(x), theirs = at::gelu(y);
    ours.sum().backward();
    theirs.sum().backward();
    EXPECT_LT((ours - theirs).abs().max().item<double>(), 2e-6);
    EXPECT_LT((x.grad() - y.grad()).abs().max().item<double>(), 1e-6);
}

TEST(Dropout, DropsTheShareAndKeepsTheMean) {
    at::Generator rng = make_generator(1);
    const at::Tensor x = at::ones({1'000, 101});
    for (const double probability : {0.1, 0.5, 0.9}) {
        const at::Tensor y = dropout(x, probability, rng);
        const double n = static_cast<double>(x.numel());
        const double kept = (y > 0).sum().item<double>() / n;
        EXPECT_NEAR(kept, 1 - probability, 5 * std::sqrt(probability * (1 - probability) / n));
        EXPECT_NEAR(y.max().item<double>(), 1 / (1 - probability), 1e-5);
    }
}

TEST(Dropout, IsAsIndependentAsChanceFromElementToElementAndDrawToDraw) {
    at::Generator rng = make_generator(2);
    const at::Tensor x = at::ones({1 << 16});
    const at::Tensor first = dropout(x, 0.5, rng) - 1, second = dropout(x, 0.5, rng) - 1;
    const auto correlation = [](const at::Tensor& a, const at::Tensor& b) {
        return (a * b).mean().item<double>();
    };
    const double bound = 5.0 / 256;  // standard deviations
    EXPECT_LT(std::abs(correlation(first, second)), bound);
    for (const std::int64_t lag : {1, 2, 16, 256, 4'096})
        EXPECT_LT(std::abs(correlation(first, first.roll(lag))), bound) << lag;
}

TEST(Dropout, GradientsPassWhereElementsDid) {
    at::Generator rng = make_generator(3);
    const at::Tensor x = at::ones({333}).requires_grad_(true);
    const at::Tensor y = dropout(x, 0.3, rng);
    y.sum().backward();
    EXPECT_TRUE(at::equal(x.grad(), y.detach()));
}

TEST(Dropout, IsTheSameOfTheSameGeneratorOnAnyNumberOfThreads) {
    const at::Tensor x = at::ones({1 << 17});
    const auto draw = [&] {
        at::Generator rng = make_generator(4);
        return dropout(x, 0.3, rng);
    };
    const int before = at::get_num_threads();
    at::set_num_threads(1);
    const at::Tensor alone = draw();
    at::set_num_threads(2);
    const at::Tensor together = draw();
    at::set_num_threads(before);
    EXPECT_TRUE(at::equal(alone, together));
}

}  // namespace
}  // namespace affetto
