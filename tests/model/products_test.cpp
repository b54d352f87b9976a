#include "affetto/model/products.hpp"

#include <gtest/gtest.h>

#include "affetto/tensor/random_tensors.hpp"

namespace affetto {
namespace {

/// Result and gradients of a function of x, weight and bias, and those of libtorch's own.
struct Comparison {
    std::vector<at::Tensor> ours, theirs;

    double worst() const {
        double most = 0;
        for (std::size_t i = 0; i < ours.size(); ++i)
            most = std::max(most, (ours[i] - theirs[i]).abs().max().item<double>() /
                                      theirs[i].abs().max().item<double>());
        return most;
    }
};

template <class Ours, class Theirs>
Comparison compare(at::Tensor x, at::Tensor weight, at::Tensor bias, const Ours& ours,
                   const Theirs& theirs) {
    at::Generator rng = make_generator(9);
    const auto results = [&](const auto& function, const at::Tensor& pull) {
        std::vector<at::Tensor> inputs;
        for (const at::Tensor& t : {x, weight, bias})
            inputs.push_back(t.detach().clone().requires_grad_(true));
        at::Tensor out = function(inputs[0], inputs[1], inputs[2]);
        (out * pull).sum().backward();
        return std::vector<at::Tensor>{out.detach(), inputs[0].grad(), inputs[1].grad(),
                                       inputs[2].grad()};
    };
    const at::Tensor pull = normal(theirs(x, weight, bias).sizes(), 1, rng);
    return {results(ours, pull), results(theirs, pull)};
}

TEST(Products, LinearAndItsGradientsAreLibtorchs) {
    at::Generator rng = make_generator(1);
    for (const std::int64_t steps : {3, 40}) {  // few rows go another way
        const auto found = compare(
            normal({steps, 5, 33}, 1, rng), normal({21, 33}, 1, rng), normal({21}, 1, rng),
            [](const auto& x, const auto& w, const auto& b) {
                return linear(x, w, b, Precision::float32);
            },
            [](const auto& x, const auto& w, const auto& b) { return at::linear(x, w, b); });
        EXPECT_LT(found.worst(), 1e-5);
    }
}

TEST(Products, ConvolutionAndItsGradientsAreLibtorchs) {
    at::Generator rng = make_generator(2);
    struct Case {
        std::int64_t kernel, stride;
    };
    for (const auto& [kernel, stride] : {Case{1, 1}, Case{3, 1}, Case{5, 1}, Case{4, 2}}) {
        const std::int64_t around = (kernel - stride) / 2, by = stride;
        const auto found = compare(
            normal({4, 50, 6}, 1, rng), normal({9, 6, kernel}, 1, rng), normal({9}, 1, rng),
            [&](const auto& x, const auto& w, const auto& b) {
                return convolve(x, w, b, by, Precision::float32);
            },
            [&](const auto& x, const auto& w, const auto& b) {
                return at::conv1d(x.transpose(1, 2), w, b, by, around).transpose(1, 2);
            });
        EXPECT_LT(found.worst(), 1e-5) << "kernel " << kernel << ", stride " << stride;
    }
}

TEST(Products, InBfloat16StayNearThoseInFloat32) {
    at::Generator rng = make_generator(3);
    const at::Tensor bias = normal({24}, 1, rng);
    const auto near = [&](const at::Tensor& x, const at::Tensor& weight, const auto& function) {
        return compare(
            x, weight, bias,
            [&](const auto& a, const auto& w, const auto& b) {
                return function(a, w, b, Precision::bfloat16);
            },
            [&](const auto& a, const auto& w, const auto& b) {
                return function(a, w, b, Precision::float32);
            });
    };
    const auto convolve_all = [](const auto& x, const auto& w, const auto& b, Precision p) {
        return convolve(x, w, b, 1, p);
    };
    EXPECT_LT(near(normal({16, 10, 33}, 1, rng), normal({24, 33}, 1, rng), linear).worst(), 0.02);
    EXPECT_LT(near(normal({4, 50, 6}, 1, rng), normal({24, 6, 3}, 1, rng), convolve_all).worst(),
              0.02);
}

TEST(Products, OfNoRowsAreEmptyAndSizesThatDoNotFitAreRefused) {
    const at::Tensor none;
    EXPECT_EQ(linear(at::zeros({0, 4}), at::ones({3, 4}), none, Precision::float32).size(0), 0);
    EXPECT_EQ(
        convolve(at::zeros({0, 6, 4}), at::ones({3, 4, 3}), at::ones({3}), 1, Precision::float32)
            .size(0),
        0);
    EXPECT_THROW(linear(at::zeros({100, 5}), at::ones({3, 4}), none, Precision::float32),
                 std::invalid_argument);
    EXPECT_THROW(
        convolve(at::zeros({1, 5, 4}), at::ones({3, 4, 4}), at::ones({3}), 2, Precision::float32),
        std::invalid_argument);
}

TEST(Products, RefuseToBeDifferentiatedTwice) {
    const at::Tensor x = at::ones({100, 4}).requires_grad_(true);
    const at::Tensor y = linear(x, at::ones({3, 4}), at::Tensor(), Precision::float32);
    EXPECT_THROW(torch::autograd::grad({y.square().sum()}, {x}, {}, true, true), std::logic_error);
}

}  // namespace
}  // namespace affetto
