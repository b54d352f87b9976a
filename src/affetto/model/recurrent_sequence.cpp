#include "affetto/model/recurrent_sequence.hpp"

#include "affetto/model/time_mask.hpp"

namespace affetto {

RecurrentEncoder::RecurrentEncoder(const ModelConfig& c, std::int64_t inputs, at::Generator& rng)
    : hidden_(c.encoder_dim) {
    for (int layer = 0; layer < c.encoder_layers; ++layer) {
        const std::int64_t in = layer == 0 ? inputs : 2 * hidden_;
        const std::string suffix = std::to_string(layer);
        forward_.push_back(
            register_module("forward" + suffix, make_recurrent_layer(c.encoder, in, hidden_, rng)));
        backward_.push_back(register_module("backward" + suffix,
                                            make_recurrent_layer(c.encoder, in, hidden_, rng)));
    }
}

at::Tensor RecurrentEncoder::states(const at::Tensor& x, const at::Tensor& lengths,
                                    const Forward& mode) const {
    at::Tensor y = x;
    for (std::size_t layer = 0; layer < forward_.size(); ++layer)
        y = at::cat({forward_[layer]->forward(y, mode),
                     reverse_in_time(backward_[layer]->forward(reverse_in_time(y, lengths), mode),
                                     lengths)},
                    2);
    return y;
}

RecurrentDecoder::RecurrentDecoder(const ModelConfig& c, std::int64_t window, at::Generator& rng)
    : dim_(c.decoder_dim), window_(window), dropout_(c.dropout) {
    for (int layer = 0; layer < c.decoder_layers; ++layer)
        layers_.push_back(register_module(c.decoder + std::to_string(layer),
                                          make_recurrent_layer(c.decoder, dim_, dim_, rng)));
    if (c.decoder_attention)
        attention_ = register_module(
            "attention",
            std::make_shared<AttentionBlock>(dim_, c.attention_dim, c.attention_heads, 0, rng));
}

at::Tensor RecurrentDecoder::forward(const at::Tensor& x, const Forward& mode) const {
    at::Tensor y = x;
    for (std::size_t layer = 0; layer < layers_.size(); ++layer) {
        const at::Tensor out = layers_[layer]->forward(y, mode);
        y = mode.drop(layer == 0 ? out : y + out, dropout_);
    }
    if (attention_) y = attention_->forward(y, true, {}, dropout_, mode);
    return y;
}

DecoderState RecurrentDecoder::start(std::int64_t batch) const {
    DecoderState state;
    const std::size_t tensors = layers_.size() * layers_.front()->state_size();
    for (std::size_t i = 0; i < tensors; ++i)
        state.hidden.push_back(
            at::zeros({batch, dim_}, layers_.front()->parameters().front().options()));
    state.attention.resize(1);
    return state;
}

at::Tensor RecurrentDecoder::step(const at::Tensor& x, DecoderState& state) const {
    const std::size_t size = layers_.front()->state_size();
    at::Tensor y = x;
    for (std::size_t layer = 0; layer < layers_.size(); ++layer) {
        const at::Tensor out =
            layers_[layer]->step(y, std::span(state.hidden).subspan(layer * size, size));
        y = layer == 0 ? out : y + out;
    }
    if (attention_) y = attention_->step(y, state.attention[0], window_);
    return y;
}

}  // namespace affetto
