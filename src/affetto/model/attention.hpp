#pragma once

#include <memory>
#include <vector>

#include "affetto/model/layers.hpp"

namespace affetto {

/// Keys and values of the steps so far, for decoding one step at a time. The oldest are dropped
/// beyond the window that training saw: they move to the front when the room for two windows is
/// full.
struct AttentionCache {
    at::Tensor keys, values;  // [B, heads, room, d], undefined before the first step
    std::int64_t position = 0;
    std::int64_t end = 0;  ///< places filled
};

/// A pre-norm attention block: x + A(norm(x)), with multi-head self-attention (Vaswani et al. 2017)
/// and rotary positions. Followed by a feed-forward block x +
/// F(norm(x)) with GELU where `feed_forward` > 0.
class AttentionBlock : public torch::nn::Module {
public:
    AttentionBlock(std::int64_t dim, std::int64_t attention_dim, std::int64_t heads,
                   std::int64_t feed_forward, at::Generator& rng);

    /// x [T, B, dim] -> the same; causal: step t sees steps up to t. padding [B, T] bool (true:
    /// nothing there) or undefined.
    at::Tensor forward(const at::Tensor& x, bool causal, const at::Tensor& padding, double dropout,
                       const Forward& mode) const;
    /// One step without gradients: x [B, dim] -> [B, dim].
    at::Tensor step(const at::Tensor& x, AttentionCache& cache, std::int64_t window) const;

private:
    at::Tensor finish(const at::Tensor& x, const at::Tensor& mixed, double dropout,
                      const Forward& mode) const;

    std::int64_t heads_;
    std::shared_ptr<LayerNorm> norm_attention_, norm_feed_;
    std::shared_ptr<Linear> to_qkv_, to_out_, feed_in_, feed_out_;
};

}  // namespace affetto
