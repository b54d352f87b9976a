#pragma once

#include "affetto/model/layers.hpp"

namespace affetto {

/// Convolutions over time, on [B, T, C]. Weights uniform in +-1/sqrt(inputs * kernel), bias zero.

/// Every step from the `kernel` steps around it; T stays. `kernel` is odd.
class Convolution : public torch::nn::Module {
public:
    Convolution(std::int64_t inputs, std::int64_t outputs, std::int64_t kernel, at::Generator& rng);
    at::Tensor forward(const at::Tensor& x, const Forward& mode) const;

    at::Tensor weight;  // [outputs, inputs, kernel]
    at::Tensor bias;    // [outputs]
};

/// T to T / 2: one step from four. T must be even.
class HalfRate : public torch::nn::Module {
public:
    HalfRate(std::int64_t channels, at::Generator& rng);
    at::Tensor forward(const at::Tensor& x, const Forward& mode) const;

    at::Tensor weight;  // [channels, channels, 4]
    at::Tensor bias;    // [channels]
};

/// T to 2 T: a convolution makes both steps of each pair as channels (Shi et al. 2016, "sub-pixel
/// convolution"). libtorch 1.13's transposed convolution is wrong in bfloat16.
class DoubleRate : public torch::nn::Module {
public:
    DoubleRate(std::int64_t channels, at::Generator& rng);
    at::Tensor forward(const at::Tensor& x, const Forward& mode) const;

private:
    std::shared_ptr<Convolution> pairs_;
};

/// x + 1x1(gelu(3(gelu(x)))): a residual block (He et al. 2016) with its activations in front.
class ResidualConvolution : public torch::nn::Module {
public:
    ResidualConvolution(std::int64_t channels, at::Generator& rng);
    at::Tensor forward(const at::Tensor& x, const Forward& mode) const;

private:
    std::shared_ptr<Convolution> around_, across_;
};

}  // namespace affetto
