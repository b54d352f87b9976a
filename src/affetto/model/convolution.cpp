#include "affetto/model/convolution.hpp"

#include <cmath>

#include "affetto/model/products.hpp"

namespace affetto {
namespace {

at::Tensor weights(std::int64_t outputs, std::int64_t inputs, std::int64_t kernel,
                   at::Generator& rng) {
    return uniform({outputs, inputs, kernel}, 1.0 / std::sqrt(static_cast<double>(inputs * kernel)),
                   rng);
}

}  // namespace

Convolution::Convolution(std::int64_t inputs, std::int64_t outputs, std::int64_t kernel,
                         at::Generator& rng) {
    weight = register_parameter("weight", weights(outputs, inputs, kernel, rng));
    bias = register_parameter("bias", at::zeros({outputs}));
}

at::Tensor Convolution::forward(const at::Tensor& x, const Forward& mode) const {
    return convolve(x, weight, bias, 1, mode.precision);
}

HalfRate::HalfRate(std::int64_t channels, at::Generator& rng) {
    weight = register_parameter("weight", weights(channels, channels, 4, rng));
    bias = register_parameter("bias", at::zeros({channels}));
}

at::Tensor HalfRate::forward(const at::Tensor& x, const Forward& mode) const {
    return convolve(x, weight, bias, 2, mode.precision);
}

DoubleRate::DoubleRate(std::int64_t channels, at::Generator& rng) {
    pairs_ =
        register_module("pairs", std::make_shared<Convolution>(channels, 2 * channels, 3, rng));
}

at::Tensor DoubleRate::forward(const at::Tensor& x, const Forward& mode) const {
    return pairs_->forward(x, mode).reshape({x.size(0), 2 * x.size(1), x.size(2)});
}

ResidualConvolution::ResidualConvolution(std::int64_t channels, at::Generator& rng) {
    around_ = register_module("around", std::make_shared<Convolution>(channels, channels, 3, rng));
    across_ = register_module("across", std::make_shared<Convolution>(channels, channels, 1, rng));
}

at::Tensor ResidualConvolution::forward(const at::Tensor& x, const Forward& mode) const {
    return x + across_->forward(gelu_of(around_->forward(gelu_of(x), mode)), mode);
}

}  // namespace affetto
