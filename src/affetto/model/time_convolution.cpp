#include "affetto/model/time_convolution.hpp"

namespace affetto {

TimeConvolution::TimeConvolution(std::int64_t channels, std::int64_t dilation, bool causal,
                                 at::Generator& rng)
    : dilation_(dilation), causal_(causal) {
    norm_ = register_module("norm", std::make_shared<LayerNorm>(channels));
    taps_ = register_module("taps", std::make_shared<Linear>(3 * channels, channels, rng));
    out_ = register_module("out", std::make_shared<Linear>(channels, channels, rng));
}

at::Tensor TimeConvolution::forward(const at::Tensor& x, const at::Tensor& mask, double dropout,
                                    const Forward& mode) const {
    at::Tensor n = norm_->forward(x);
    if (mask.defined()) n = n * mask;
    const std::int64_t steps = x.size(0), behind = causal_ ? 0 : dilation_;
    const at::Tensor padded = at::constant_pad_nd(n, {0, 0, 0, 0, 2 * dilation_ - behind, behind});
    const at::Tensor taps = at::cat({padded.narrow(0, 0, steps), padded.narrow(0, dilation_, steps),
                                     padded.narrow(0, 2 * dilation_, steps)},
                                    2);
    return x + mode.drop(out_->forward(gelu_of(taps_->forward(taps, mode)), mode), dropout);
}

ConvolutionCache TimeConvolution::start(std::int64_t batch) const {
    return {at::zeros({2 * dilation_, batch, norm_->weight.size(0)}, norm_->weight.options()), 0};
}

at::Tensor TimeConvolution::step(const at::Tensor& x, ConvolutionCache& cache) const {
    const Forward mode;
    const at::Tensor n = norm_->forward(x);
    // The oldest step of the ring is two dilations back, the opposite one a dilation.
    const std::int64_t size = 2 * dilation_, oldest = cache.position % size;
    const at::Tensor taps =
        at::cat({cache.past[oldest], cache.past[(oldest + dilation_) % size], n}, 1);
    cache.past[oldest].copy_(n);
    ++cache.position;
    return x + out_->forward(gelu_of(taps_->forward(taps, mode)), mode);
}

}  // namespace affetto
