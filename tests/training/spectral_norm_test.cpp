#include "affetto/training/spectral_norm.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace affetto {
namespace {

/// |W x| / |x| at its largest, found by many iterations from elsewhere.
double largest_singular_value(const at::Tensor& weight) {
    const at::Tensor matrix = weight.flatten(1).to(at::kDouble);
    at::Tensor x = at::linspace(0.5, 1.5, matrix.size(1), at::kDouble);
    for (int i = 0; i < 2000; ++i) {
        x = at::mv(matrix.t(), at::mv(matrix, x));
        x = x / x.norm();
    }
    return at::mv(matrix, x).norm().item<double>();
}

at::Tensor random_weight(std::uint64_t seed) {
    at::Generator rng = make_generator(seed);
    return normal({8, 4, 3, 5}, 2, rng);
}

TEST(SpectralNorm, BoundsTheLargestSingularValue) {
    for (const std::uint64_t seed : {1, 2, 3}) {
        const at::Tensor weight = random_weight(seed);
        at::Generator rng = make_generator(seed + 10);
        SpectralNorm norm(weight, rng);
        ASSERT_GT(largest_singular_value(weight), 5);
        for (int i = 0; i < 200; ++i) norm.iterate(weight);
        EXPECT_NEAR(largest_singular_value(norm(weight)), 1, 1e-3);
    }
}

TEST(SpectralNorm, FollowsAWeightThatLearnsWithOneIterationAStep) {
    at::Tensor weight = random_weight(4);
    at::Generator rng = make_generator(5), noise = make_generator(6);
    SpectralNorm norm(weight, rng);
    double worst = 0;
    for (int step = 0; step < 100; ++step) {
        weight += normal(weight.sizes(), 0.02, noise);
        norm.iterate(weight);
        if (step > 20) worst = std::max(worst, largest_singular_value(norm(weight)));
    }
    EXPECT_LT(worst, 1.05);
}

TEST(SpectralNorm, IsTheSameForAWeightOfAnyScale) {
    const at::Tensor weight = random_weight(7);
    at::Generator a = make_generator(8), b = make_generator(8);
    const SpectralNorm small(weight, a), large(100 * weight, b);
    EXPECT_TRUE(at::allclose(small(weight), large(100 * weight), 1e-4, 1e-5));
}

TEST(SpectralNorm, GradientsFlowThroughTheSizeToo) {
    at::Tensor weight = random_weight(9).set_requires_grad(true);
    at::Generator rng = make_generator(10);
    const SpectralNorm norm(weight.detach(), rng);
    norm(weight).square().sum().backward();
    // Scaling a weight changes nothing, so that the gradient has no part along the weight.
    const double along = (weight.grad() * weight.detach()).sum().item<double>();
    EXPECT_NEAR(along, 0, 1e-3 * weight.grad().norm().item<double>());
    EXPECT_GT(weight.grad().norm().item<double>(), 1e-3);
}

}  // namespace
}  // namespace affetto
