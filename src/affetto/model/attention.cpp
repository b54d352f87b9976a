#include "affetto/model/attention.hpp"

#include <algorithm>
#include <cmath>

#include "affetto/model/attend.hpp"

namespace affetto {

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
                              gelu_of(feed_in_->forward(norm_feed_->forward(y), mode)), mode),
                          dropout);
    return y;
}

at::Tensor AttentionBlock::forward(const at::Tensor& x, bool causal, const at::Tensor& padding,
                                   double dropout, const Forward& mode) const {
    const at::Tensor qkv = to_qkv_->forward(norm_attention_->forward(x), mode)
                               .view({x.size(0), x.size(1), 3, heads_, -1});
    const at::Tensor mixed = attend(qkv, causal, padding, mode.precision);
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
