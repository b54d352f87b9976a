#include "affetto/model/transformer_sequence.hpp"

#include "affetto/model/time_mask.hpp"

namespace affetto {

TransformerEncoder::TransformerEncoder(const ModelConfig& c, std::int64_t inputs,
                                       at::Generator& rng)
    : dim_(c.encoder_dim), dropout_(c.dropout) {
    to_dim_ = register_module("to_dim", std::make_shared<Linear>(inputs, dim_, rng));
    for (int layer = 0; layer < c.encoder_layers; ++layer)
        blocks_.push_back(
            register_module("block" + std::to_string(layer),
                            std::make_shared<AttentionBlock>(dim_, c.attention_dim,
                                                             c.attention_heads, 4 * dim_, rng)));
    norm_ = register_module("norm", std::make_shared<LayerNorm>(dim_));
}

at::Tensor TransformerEncoder::states(const at::Tensor& x, const at::Tensor& lengths,
                                      const Forward& mode) const {
    const at::Tensor padding = (time_mask(x, lengths) == 0).t();
    at::Tensor y = to_dim_->forward(x, mode);
    for (const auto& block : blocks_) y = block->forward(y, false, padding, dropout_, mode);
    return norm_->forward(y);
}

TransformerDecoder::TransformerDecoder(const ModelConfig& c, std::int64_t window,
                                       at::Generator& rng)
    : dim_(c.decoder_dim), window_(window), dropout_(c.dropout) {
    for (int layer = 0; layer < c.decoder_layers; ++layer)
        blocks_.push_back(
            register_module("block" + std::to_string(layer),
                            std::make_shared<AttentionBlock>(dim_, c.attention_dim,
                                                             c.attention_heads, 4 * dim_, rng)));
    norm_ = register_module("norm", std::make_shared<LayerNorm>(dim_));
}

at::Tensor TransformerDecoder::forward(const at::Tensor& x, const Forward& mode) const {
    at::Tensor y = x;
    for (const auto& block : blocks_) y = block->forward(y, true, {}, dropout_, mode);
    return norm_->forward(y);
}

DecoderState TransformerDecoder::start(std::int64_t) const {
    DecoderState state;
    state.attention.resize(blocks_.size());
    return state;
}

at::Tensor TransformerDecoder::step(const at::Tensor& x, DecoderState& state) const {
    at::Tensor y = x;
    for (std::size_t i = 0; i < blocks_.size(); ++i)
        y = blocks_[i]->step(y, state.attention[i], window_);
    return norm_->forward(y);
}

}  // namespace affetto
