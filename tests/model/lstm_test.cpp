#include "affetto/model/lstm.hpp"

#include <gtest/gtest.h>

#include <array>

namespace affetto {
namespace {

/// torch's own LSTM with the same weights.
at::Tensor reference(const Lstm& lstm, const at::Tensor& x) {
    const at::Tensor zeros = at::zeros({1, x.size(1), lstm.weight_hh.size(1)});
    return std::get<0>(at::lstm(
        x, {zeros, zeros}, {lstm.weight_ih, lstm.weight_hh, lstm.bias, at::zeros_like(lstm.bias)},
        true, 1, 0.0, true, false, false));
}

TEST(Lstm, EqualsTorchForwardAndBackward) {
    at::Generator rng = make_generator(7), noise = make_generator(1);
    const Lstm lstm(5, 8, rng);
    const Forward mode{&noise, Precision::float32};
    const at::Tensor x = normal({11, 3, 5}, 1, rng).requires_grad_();
    const at::Tensor weight = normal({11, 3, 8}, 1, rng);
    const std::vector<at::Tensor> inputs{x, lstm.weight_ih, lstm.weight_hh, lstm.bias};
    const at::Tensor ours = lstm.forward(x, mode), theirs = reference(lstm, x);
    EXPECT_TRUE(at::allclose(ours, theirs, 1e-5, 1e-6));
    const auto grads = torch::autograd::grad({(ours * weight).sum()}, inputs);
    const auto expected = torch::autograd::grad({(theirs * weight).sum()}, inputs);
    for (std::size_t i = 0; i < grads.size(); ++i)
        EXPECT_TRUE(at::allclose(grads[i], expected[i], 1e-4, 1e-5)) << "input " << i;
}

TEST(Lstm, GradientsInBfloat16PointTheSameWay) {
    at::Generator rng = make_generator(7), noise = make_generator(1);
    const Lstm lstm(16, 32, rng);
    const at::Tensor x = normal({20, 4, 16}, 1, rng);
    const std::vector<at::Tensor> inputs{lstm.weight_ih, lstm.weight_hh, lstm.bias};
    const auto gradients = [&](Precision precision) {
        return torch::autograd::grad({lstm.forward(x, {&noise, precision}).square().sum()}, inputs);
    };
    const auto exact = gradients(Precision::float32), rounded = gradients(Precision::bfloat16);
    for (std::size_t i = 0; i < inputs.size(); ++i)
        EXPECT_LT((exact[i] - rounded[i]).norm().item<float>(),
                  0.03 * exact[i].norm().item<float>())
            << "input " << i;
}

TEST(Lstm, StepsOneByOneEqualTheWholeSequence) {
    at::Generator rng = make_generator(7);
    const Lstm lstm(5, 8, rng);
    torch::NoGradGuard no_grad;
    const at::Tensor x = normal({6, 2, 5}, 1, rng);
    std::array<at::Tensor, 2> state{at::zeros({2, 8}), at::zeros({2, 8})};
    const at::Tensor whole = lstm.forward(x, {});
    for (int t = 0; t < 6; ++t)
        EXPECT_TRUE(at::allclose(lstm.step(x[t], state), whole[t], 1e-5, 1e-6));
}

}  // namespace
}  // namespace affetto
