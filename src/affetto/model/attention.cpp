#include "affetto/model/attention.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace affetto {
namespace {

/// Rotates pairs of x [.., T, d] by angles position * 10000^(-2i/d); positions first, first + 1,
/// ...
at::Tensor rotate(const at::Tensor& x, std::int64_t first) {
    const std::int64_t steps = x.size(-2), half = x.size(-1) / 2;
    const at::Tensor position = at::arange(first, first + steps, x.options()).unsqueeze(1);
    const at::Tensor frequency =
        at::exp(at::arange(half, x.options()) * (-std::log(10'000.0) / static_cast<double>(half)));
    const at::Tensor angle = position * frequency;  // [T, d/2]
    const at::Tensor cos = angle.cos(), sin = angle.sin();
    const at::Tensor a = x.narrow(-1, 0, half), b = x.narrow(-1, half, half);
    return at::cat({a * cos - b * sin, a * sin + b * cos}, -1);
}

at::Tensor product(const at::Tensor& a, const at::Tensor& b, Precision precision) {
    if (precision == Precision::bfloat16)
        return at::matmul(a.to(at::kBFloat16), b.to(at::kBFloat16)).to(at::kFloat);
    return at::matmul(a, b);
}

}  // namespace

AttentionBlock::AttentionBlock(std::int64_t dim, std::int64_t attention_dim, std::int64_t heads,
                               std::int64_t feed_forward, at::Generator& rng)
    : heads_(heads) {
    norm_attention_ = register_module("norm_attention", std::make_shared<LayerNorm>(dim));
    to_qkv_ = register_module("to_qkv", std::make_shared<Linear>(dim, 3 * attention_dim, rng));
    to_out_ = register_module("to_out", std::make_shared<Linear>(attention_dim, dim, rng));
    if (feed_forward > 0) {
        norm_feed_ = register_module("norm_feed", std::make_shared<LayerNorm>(dim));
        feed_in_ = register_module("feed_in", std::make_shared<Linear>(dim, feed_forward, rng));
        feed_out_ = register_module("feed_out", std::make_shared<Linear>(feed_forward, dim, rng));
    }
}

at::Tensor AttentionBlock::finish(const at::Tensor& x, const at::Tensor& mixed, double dropout,
                                  const Forward& mode) const {
    at::Tensor y = x + mode.drop(to_out_->forward(mixed, mode), dropout);
    if (feed_in_)
        y = y + mode.drop(feed_out_->forward(
                              at::gelu(feed_in_->forward(norm_feed_->forward(y), mode)), mode),
                          dropout);
    return y;
}

at::Tensor AttentionBlock::forward(const at::Tensor& x, bool causal, const at::Tensor& padding,
                                   double dropout, const Forward& mode) const {
    const std::int64_t steps = x.size(0), batch = x.size(1);
    // [T, B, 3, heads, d] -> 3 x [B, heads, T, d]
    const at::Tensor qkv = to_qkv_->forward(norm_attention_->forward(x), mode)
                               .view({steps, batch, 3, heads_, -1})
                               .permute({2, 1, 3, 0, 4});
    const at::Tensor queries = rotate(qkv[0], 0), keys = rotate(qkv[1], 0), values = qkv[2];
    const double scale = 1.0 / std::sqrt(static_cast<double>(queries.size(-1)));
    at::Tensor scores = product(queries * scale, keys.transpose(-1, -2), mode.precision);
    const double closed = -std::numeric_limits<float>::infinity();
    if (causal)
        scores = scores.masked_fill(at::ones({steps, steps}, x.options().dtype(at::kBool)).triu(1),
                                    closed);
    if (padding.defined()) scores = scores.masked_fill(padding.view({batch, 1, 1, steps}), closed);
    const at::Tensor mixed = product(at::softmax(scores, -1), values, mode.precision)
                                 .permute({2, 0, 1, 3})
                                 .reshape({steps, batch, -1});
    return finish(x, mixed, dropout, mode);
}

at::Tensor AttentionBlock::step(const at::Tensor& x, AttentionCache& cache,
                                std::int64_t window) const {
    const Forward mode;
    const std::int64_t batch = x.size(0);
    const at::Tensor qkv = to_qkv_->forward(norm_attention_->forward(x), mode)
                               .view({batch, 3, heads_, 1, -1})
                               .permute({1, 0, 2, 3, 4});
    const at::Tensor turned = rotate(qkv.narrow(0, 0, 2), cache.position);
    ++cache.position;
    if (!cache.keys.defined()) {
        cache.keys = at::empty({batch, heads_, 2 * window, turned.size(-1)}, x.options());
        cache.values = at::empty_like(cache.keys);
    }
    if (cache.end == 2 * window) {
        for (at::Tensor* kept : {&cache.keys, &cache.values})
            kept->narrow(2, 0, window).copy_(kept->narrow(2, window, window));
        cache.end = window;
    }
    cache.keys.select(2, cache.end).copy_(turned[1].squeeze(2));
    cache.values.select(2, cache.end).copy_(qkv[2].squeeze(2));
    ++cache.end;
    const std::int64_t seen = std::min(cache.end, window);
    const at::Tensor keys = cache.keys.narrow(2, cache.end - seen, seen);
    const at::Tensor values = cache.values.narrow(2, cache.end - seen, seen);
    const double scale = 1.0 / std::sqrt(static_cast<double>(turned.size(-1)));
    const at::Tensor weight =
        at::softmax(at::matmul(turned[0] * scale, keys.transpose(-1, -2)), -1);
    const at::Tensor mixed = at::matmul(weight, values).reshape({batch, -1});
    return finish(x, mixed, 0.0, mode);
}

}  // namespace affetto
