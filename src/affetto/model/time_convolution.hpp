#pragma once

#include <memory>

#include "affetto/model/layers.hpp"

namespace affetto {

/// The steps that a causal convolution still needs, as a ring, for running one step at a time.
struct ConvolutionCache {
    at::Tensor past;  // [2 * dilation, B, C], zeros before the first step
    std::int64_t position = 0;
};

/// A residual block of dilated convolution over steps [T, B, C], three taps `dilation` steps apart:
///   x + W_out gelu(W [n_(t-2d), n_(t-d), n_t]) with n = norm(x)     where causal (Bai et al. 2018)
///   x + W_out gelu(W [n_(t-d), n_t, n_(t+d)])                       else
/// Steps outside the clip are zero. Time stands first, so that the three taps are one matrix
/// product, forward as step by step.
class TimeConvolution : public torch::nn::Module {
public:
    TimeConvolution(std::int64_t channels, std::int64_t dilation, bool causal, at::Generator& rng);

    /// `mask` [T, B, 1] of 1 where a step is real, or undefined: all are.
    at::Tensor forward(const at::Tensor& x, const at::Tensor& mask, double dropout,
                       const Forward& mode) const;

    /// Causal blocks alone.
    ConvolutionCache start(std::int64_t batch) const;
    /// One step without gradients: x [B, C] -> [B, C]
    at::Tensor step(const at::Tensor& x, ConvolutionCache& cache) const;

private:
    std::int64_t dilation_;
    bool causal_;
    std::shared_ptr<LayerNorm> norm_;
    std::shared_ptr<Linear> taps_, out_;
};

}  // namespace affetto
