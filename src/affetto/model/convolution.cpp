#include "affetto/model/convolution.hpp"

#include <cmath>

namespace affetto {
namespace {

at::Tensor weights(std::int64_t outputs, std::int64_t inputs, std::int64_t kernel,
                   at::Generator& rng) {
    return uniform({outputs, inputs, kernel}, 1.0 / std::sqrt(static_cast<double>(inputs * kernel)),
                   rng);
}

/// x in the mode's precision, and what comes out of a convolution in it back in float32.
at::Tensor cast(const at::Tensor& x, const Forward& mode) {
    return mode.precision == Precision::bfloat16 ? x.to(at::kBFloat16) : x;
}

}  // namespace

Convolution::Convolution(std::int64_t inputs, std::int64_t outputs, std::int64_t kernel,
                         at::Generator& rng) {
    weight = register_parameter("weight", weights(outputs, inputs, kernel, rng));
    bias = register_parameter("bias", at::zeros({outputs}));
}

at::Tensor Convolution::forward(const at::Tensor& x, const Forward& mode) const {
    return at::conv1d(cast(x, mode), cast(weight, mode), cast(bias, mode), 1,
                      (weight.size(2) - 1) / 2)
        .to(at::kFloat);
}

HalfRate::HalfRate(std::int64_t channels, at::Generator& rng) {
    weight = register_parameter("weight", weights(channels, channels, 4, rng));
    bias = register_parameter("bias", at::zeros({channels}));
}

at::Tensor HalfRate::forward(const at::Tensor& x, const Forward& mode) const {
    return at::conv1d(cast(x, mode), cast(weight, mode), cast(bias, mode), 2, 1).to(at::kFloat);
}

DoubleRate::DoubleRate(std::int64_t channels, at::Generator& rng) {
    pairs_ =
        register_module("pairs", std::make_shared<Convolution>(channels, 2 * channels, 3, rng));
}

at::Tensor DoubleRate::forward(const at::Tensor& x, const Forward& mode) const {
    const at::Tensor pairs = pairs_->forward(x, mode);  // [B, 2 C, T]
    return pairs.view({x.size(0), 2, x.size(1), x.size(2)})
        .permute({0, 2, 3, 1})
        .reshape({x.size(0), x.size(1), 2 * x.size(2)});
}

ResidualConvolution::ResidualConvolution(std::int64_t channels, at::Generator& rng) {
    around_ = register_module("around", std::make_shared<Convolution>(channels, channels, 3, rng));
    across_ = register_module("across", std::make_shared<Convolution>(channels, channels, 1, rng));
}

at::Tensor ResidualConvolution::forward(const at::Tensor& x, const Forward& mode) const {
    return x + across_->forward(at::gelu(around_->forward(at::gelu(x), mode)), mode);
}

}  // namespace affetto
