#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "affetto/codec/row_layers.hpp"

namespace affetto {
namespace {

/// The matrix [kernel rows in time, channels of each] x [outputs] of taps `begin` to `end`.
PackedWeights pack_taps(const ConvolutionLayout& layout, const std::vector<float>& weight,
                        std::int64_t begin, std::int64_t end, Precision precision) {
    return {(end - begin) * layout.in, layout.out,
            [&](std::int64_t k, std::int64_t column) {
                const std::int64_t tap = begin + k / layout.in, channel = k % layout.in;
                return weight[static_cast<std::size_t>(
                    (column * layout.in + channel) * layout.kernel + tap)];
            },
            precision};
}

/// A transposed convolution as one product: `reach` input rows make `stride` output rows, which
/// are the columns. The last row of a window meets the first `stride` taps.
PackedWeights pack_transposed(const ConvolutionLayout& layout, const std::vector<float>& weight,
                              std::int64_t reach, Precision precision) {
    return {reach * layout.in, layout.stride * layout.out,
            [&](std::int64_t k, std::int64_t column) {
                const std::int64_t channel = k % layout.in;
                const std::int64_t tap =
                    (reach - 1 - k / layout.in) * layout.stride + column / layout.out;
                if (tap >= layout.kernel) return 0.0f;
                return weight[static_cast<std::size_t>(
                    (channel * layout.out + column % layout.out) * layout.kernel + tap)];
            },
            precision};
}

}  // namespace

RowNorm::RowNorm(const WeightTensors& weights, const std::string& convolution)
    : weight_(weights.at(norm_name(convolution) + ".weight").values),
      bias_(weights.at(norm_name(convolution) + ".bias").values) {}

void RowNorm::apply(float* x, std::int64_t rows, const float* addend, Activation activation) const {
    const auto channels = static_cast<std::int64_t>(weight_.size());
    double sum = 0, squares = 0;
    row_kernels().moments(x, rows * channels, &sum, &squares);
    const auto count = static_cast<double>(rows * channels);
    const double mean = sum / count;
    const double variance = std::max(0.0, squares / count - mean * mean);
    const double inverse = 1 / std::sqrt(variance + kNormEpsilon);
    std::vector<float> scale(weight_.size()), shift(weight_.size());
    for (std::size_t c = 0; c < scale.size(); ++c) {
        scale[c] = static_cast<float>(weight_[c] * inverse);
        shift[c] = static_cast<float>(bias_[c] - weight_[c] * inverse * mean);
    }
    row_kernels().scale_rows(x, rows, channels, scale.data(), shift.data(), addend, activation);
}

RowConvolution::RowConvolution(const ConvolutionLayout& layout, const CodecConfig& config,
                               const WeightTensors& weights, Activation activation,
                               Precision precision)
    : layout_(layout),
      rule_(window_rule(layout, config)),
      cut_(layout.transposed ? transposed_cut(layout, config) : TransposedCut{}),
      activation_(activation) {
    precision = paired(precision, layout.in);
    const std::vector<float>& weight = weights.at(layout.name + ".weight").values;
    std::vector<float> bias = weights.at(layout.name + ".bias").values;
    if (layout.transposed) {
        taps_.push_back(pack_transposed(layout, weight, rule_.reach, precision));
        const std::vector<float> once = bias;
        for (std::int64_t i = 1; i < layout.stride; ++i)
            bias.insert(bias.end(), once.begin(), once.end());
    } else if (layout.dilation == 1) {
        taps_.push_back(pack_taps(layout, weight, 0, layout.kernel, precision));
    } else {
        for (std::int64_t tap = 0; tap < layout.kernel; ++tap)
            taps_.push_back(pack_taps(layout, weight, tap, tap + 1, precision));
    }
    bias_ = packed_bias(std::move(bias));
    if (config.norm_type == "time_group_norm") norm_.emplace(weights, layout.name);
}

std::vector<Product> RowConvolution::products(const float* rows) const {
    std::vector<Product> products;
    for (std::size_t tap = 0; tap < taps_.size(); ++tap)
        products.push_back(
            taps_[tap].with(rows + static_cast<std::int64_t>(tap) * layout_.dilation * layout_.in,
                            rule_.stride * layout_.in));
    return products;
}

void RowConvolution::sum(const float* rows, std::int64_t windows, float* out,
                         Activation activation) const {
    const std::vector<Product> parts = products(rows);
    ProductSum sum;
    sum.products = parts.data();
    sum.count = static_cast<int>(parts.size());
    sum.bias = bias_.data();
    sum.activation = activation;
    const std::int64_t columns = taps_.front().columns();
    multiply_rows(sum, windows, columns, out, columns);
}

void RowConvolution::multiply(const float* rows, std::int64_t windows, float* out) const {
    sum(rows, windows, out, Activation::none);
}

void RowConvolution::run(RowWindows& in, RowWindows& out) const {
    if (norm_ && !in.finished())
        throw std::invalid_argument("a layer with a norm over time needs its whole input at once");
    const std::int64_t windows = in.count();
    if (windows == 0) return;
    if (layout_.transposed) {
        run_transposed(in, out);
    } else {
        float* const to = out.grow(windows);
        sum(in.first(), windows, to, norm_ ? Activation::none : activation_);
        if (norm_) norm_->apply(to, windows, nullptr, activation_);
    }
    in.drop(windows);
}

void RowConvolution::run_transposed(RowWindows& in, RowWindows& out) const {
    const std::int64_t windows = in.count(), stride = layout_.stride, columns = layout_.out;
    const std::int64_t begin = in.position() * stride, end = begin + windows * stride;
    // The output without its two ends; where more input may come, its end is not in sight.
    const std::int64_t whole = (in.length() - 1) * stride + layout_.kernel;
    const std::int64_t from = std::max(begin, cut_.left);
    const std::int64_t to = in.finished() ? std::min(end, whole - cut_.right) : end;
    if (from == begin && to == end && !norm_) {
        sum(in.first(), windows, out.grow(windows * stride), activation_);
        return;
    }
    AlignedFloats all(windows * stride * columns);
    sum(in.first(), windows, all.data(), norm_ ? Activation::none : activation_);
    if (norm_) norm_->apply(all.data(), whole, nullptr, activation_);
    if (to > from)
        std::copy_n(all.data() + (from - begin) * columns, (to - from) * columns,
                    out.grow(to - from));
}

}  // namespace affetto
