#include <algorithm>
#include <stdexcept>

#include "affetto/codec/row_layers.hpp"

namespace affetto {
namespace {

constexpr std::int64_t kBlockFloats = 8 << 10;  // of a block's input: it stays in the first cache

/// All products of a block are summed, so that they must be of one kind.
Precision of_block(const ResidualLayout& layout, Precision wanted) {
    return paired(paired(wanted, layout.first.in), layout.second.in);
}

}  // namespace

RowResidual::RowResidual(const ResidualLayout& layout, const CodecConfig& config,
                         const WeightTensors& weights, Activation activation, Precision precision)
    : first_(layout.first, config, weights, Activation::elu, of_block(layout, precision)),
      second_(layout.second, config, weights, Activation::none, of_block(layout, precision)),
      left_(window_rule(layout.first, config).left),
      activation_(activation),
      bias_(second_.bias()) {
    if (!layout.shortcut) return;
    shortcut_.emplace(*layout.shortcut, config, weights, Activation::none,
                      of_block(layout, precision));
    for (std::size_t i = 0; i < bias_.size(); ++i) bias_[i] += shortcut_->bias()[i];
}

void RowResidual::run(RowWindows& in, RowWindows& out) const {
    const std::int64_t count = in.count(), width = first_.layout().in;
    if (count == 0) return;
    float* const to = out.grow(count);
    if (first_.norm()) {
        if (!in.finished())
            throw std::invalid_argument(
                "a layer with a norm over time needs its whole input at once");
        run_normed(in.first(), count, to);
    } else {
        const std::int64_t tile = row_kernels().tile_rows;
        const std::int64_t block = std::max<std::int64_t>(2, kBlockFloats / (width * tile)) * tile;
        for (std::int64_t row = 0; row < count; row += block)
            run_block(in.first() + row * width, std::min(block, count - row), to + row * width);
    }
    in.drop(count);
}

void RowResidual::run_block(const float* rows, std::int64_t count, float* out) const {
    static thread_local AlignedFloats activated, narrow;
    const std::int64_t width = first_.layout().in, inside = first_.layout().out;
    const std::int64_t needed = count + first_.layout().reach() - 1;
    row_kernels().elu(rows, needed * width, activated.at_least(needed * width));
    narrow.at_least(count * inside);
    const std::vector<Product> first = first_.products(activated.data());
    ProductSum inner;
    inner.products = first.data();
    inner.count = static_cast<int>(first.size());
    inner.bias = first_.bias().data();
    inner.activation = Activation::elu;
    multiply_rows(inner, count, inside, narrow.data(), inside);

    std::vector<Product> second = second_.products(narrow.data());
    ProductSum outer;
    const float* const x = rows + left_ * width;
    if (shortcut_) {
        second.push_back(shortcut_->products(x).front());
    } else {
        outer.addend = x;
        outer.addend_pitch = width;
    }
    outer.products = second.data();
    outer.count = static_cast<int>(second.size());
    outer.bias = bias_.data();
    outer.activation = activation_;
    multiply_rows(outer, count, width, out, width);
}

void RowResidual::run_normed(const float* rows, std::int64_t count, float* out) const {
    const std::int64_t width = first_.layout().in, inside = first_.layout().out;
    const std::int64_t needed = count + first_.layout().reach() - 1;
    AlignedFloats activated(needed * width), narrow(count * inside);
    row_kernels().elu(rows, needed * width, activated.data());
    first_.multiply(activated.data(), count, narrow.data());
    first_.norm()->apply(narrow.data(), count, nullptr, Activation::elu);
    const float* skip = rows + left_ * width;
    if (shortcut_) {
        shortcut_->multiply(skip, count, activated.data());
        shortcut_->norm()->apply(activated.data(), count, nullptr, Activation::none);
        skip = activated.data();
    }
    second_.multiply(narrow.data(), count, out);
    second_.norm()->apply(out, count, skip, activation_);
}

}  // namespace affetto
