#include "affetto/model/attend.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "affetto/tensor/random_tensors.hpp"

namespace affetto {
namespace {

/// The definition, with libtorch's operations: qkv [T, B, 3, heads, d].
at::Tensor by_definition(const at::Tensor& qkv, bool causal, const at::Tensor& padding) {
    const double closed = -std::numeric_limits<double>::infinity();
    const std::int64_t steps = qkv.size(0), batch = qkv.size(1);
    const at::Tensor parts = qkv.permute({2, 1, 3, 0, 4});
    const at::Tensor q = rotate(parts[0], 0), k = rotate(parts[1], 0);
    at::Tensor scores =
        at::matmul(q, k.transpose(-1, -2)) / std::sqrt(static_cast<double>(q.size(3)));
    if (causal)
        scores = scores.masked_fill(
            at::ones({steps, steps}, qkv.options().dtype(at::kBool)).triu(1), closed);
    if (padding.defined()) scores = scores.masked_fill(padding.view({batch, 1, 1, steps}), closed);
    return at::matmul(at::softmax(scores, -1), parts[2])
        .permute({2, 0, 1, 3})
        .reshape({steps, batch, -1});
}

/// The largest difference of result and gradients from the definition's, as a share of theirs.
double error_of(std::int64_t steps, std::int64_t dim, bool causal, bool padded,
                Precision precision) {
    at::Generator rng = make_generator(static_cast<std::uint64_t>(steps));
    const at::Tensor qkv = normal({steps, 2, 3, 3, dim}, 1, rng);
    const at::Tensor pull = normal({steps, 2, 3 * dim}, 1, rng);
    at::Tensor padding;
    if (padded) {
        padding = at::zeros({2, steps}, at::kBool);
        padding[1].narrow(0, steps / 2, steps - steps / 2).fill_(true);
    }
    const auto results = [&](const auto& function) {
        const at::Tensor x = qkv.clone().requires_grad_(true);
        const at::Tensor out = function(x);
        (out * pull).sum().backward();
        return std::vector<at::Tensor>{out.detach(), x.grad()};
    };
    const auto ours = results([&](const auto& x) { return attend(x, causal, padding, precision); });
    const auto theirs = results([&](const auto& x) { return by_definition(x, causal, padding); });
    double worst = 0;
    for (std::size_t i = 0; i < ours.size(); ++i)
        worst = std::max(worst, (ours[i] - theirs[i]).abs().max().item<double>() /
                                    theirs[i].abs().max().item<double>());
    return worst;
}

TEST(Attend, IsSoftmaxAttentionAndItsGradients) {
    for (const std::int64_t steps : {2, 7, 64, 131})
        for (const std::int64_t dim : {8, 48})
            for (const bool causal : {false, true})
                for (const bool padded : {false, true})
                    EXPECT_LT(error_of(steps, dim, causal, padded, Precision::float32), 1e-5)
                        << steps << " steps of " << dim << ", causal " << causal << ", padded "
                        << padded;
}

TEST(Attend, WhatSeesNothingButPaddingIsZeroAndTeachesNothing) {
    at::Generator rng = make_generator(1);
    const at::Tensor x = normal({9, 2, 3, 2, 4}, 1, rng).requires_grad_(true);
    at::Tensor padding = at::zeros({2, 9}, at::kBool);
    padding[1].fill_(true);
    const at::Tensor out = attend(x, false, padding, Precision::float32);
    (out * out.detach() + out).sum().backward();
    EXPECT_EQ(out.select(1, 1).abs().max().item<double>(), 0);
    EXPECT_EQ(x.grad().select(1, 1).abs().max().item<double>(), 0);
    EXPECT_GT(x.grad().select(1, 0).abs().max().item<double>(), 0);
}

TEST(Attend, RefusesSizesThatDoNotFit) {
    EXPECT_THROW(attend(at::zeros({4, 1, 3, 2, 5}), true, {}, Precision::float32),
                 std::invalid_argument);
    EXPECT_THROW(
        attend(at::zeros({4, 1, 3, 2, 6}), true, at::zeros({1, 3}, at::kBool), Precision::float32),
        std::invalid_argument);
}

TEST(Attend, InBfloat16StaysNear) {
    for (const bool causal : {false, true})
        EXPECT_LT(error_of(131, 48, causal, false, Precision::bfloat16), 0.03);
}

}  // namespace
}  // namespace affetto
