#include "affetto/model/gru.hpp"

#include <gtest/gtest.h>

namespace affetto {
namespace {

/// torch's own GRU with the same weights.
at::Tensor reference(const Gru& gru, const at::Tensor& x, const at::Tensor& h0) {
    return std::get<0>(at::gru(x, h0.unsqueeze(0),
                               {gru.weight_ih, gru.weight_hh, gru.bias_ih, gru.bias_hh}, true, 1,
                               0.0, true, false, false));
}

TEST(Gru, EqualsTorchForwardAndBackward) {
    at::Generator rng = make_generator(7);
    Gru gru(5, 8, rng);
    at::Generator noise = make_generator(1);
    const Forward mode{&noise, Precision::float32};
    const at::Tensor x = normal({11, 3, 5}, 1, rng).requires_grad_();
    const at::Tensor h0 = normal({3, 8}, 1, rng).requires_grad_();
    const at::Tensor weight = normal({11, 3, 8}, 1, rng);
    const std::vector<at::Tensor> inputs{x,           h0,         gru.weight_ih, gru.weight_hh,
                                         gru.bias_ih, gru.bias_hh};
    const at::Tensor ours = gru.forward(x, h0, mode), theirs = reference(gru, x, h0);
    EXPECT_TRUE(at::allclose(ours, theirs, 1e-5, 1e-6));
    const auto grads = torch::autograd::grad({(ours * weight).sum()}, inputs);
    const auto expected = torch::autograd::grad({(theirs * weight).sum()}, inputs);
    for (std::size_t i = 0; i < grads.size(); ++i)
        EXPECT_TRUE(at::allclose(grads[i], expected[i], 1e-4, 1e-5)) << "input " << i;
}

TEST(Gru, StepsOneByOneEqualTheWholeSequence) {
    at::Generator rng = make_generator(7);
    const Gru gru(5, 8, rng);
    torch::NoGradGuard no_grad;
    const at::Tensor x = normal({6, 2, 5}, 1, rng);
    at::Tensor h = at::zeros({2, 8});
    const at::Tensor whole = gru.forward(x, h, {});
    for (int t = 0; t < 6; ++t) {
        h = gru.step(x[t], h);
        EXPECT_TRUE(at::allclose(h, whole[t], 1e-5, 1e-6));
    }
}

}  // namespace
}  // namespace affetto
