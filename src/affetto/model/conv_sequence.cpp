#include "affetto/model/conv_sequence.hpp"

#include "affetto/model/time_mask.hpp"

namespace affetto {
namespace {

constexpr int kEncoderDilations = 4, kDecoderDilations = 6;  // powers of two from 1 on, a layer

}  // namespace

ConvEncoder::ConvEncoder(const ModelConfig& c, std::int64_t inputs, at::Generator& rng)
    : channels_(c.conv_dim), dropout_(c.dropout) {
    to_channels_ = register_module("to_channels", std::make_shared<Linear>(inputs, channels_, rng));
    for (int i = 0; i < c.encoder_layers * kEncoderDilations; ++i)
        blocks_.push_back(register_module(
            "block" + std::to_string(i), std::make_shared<TimeConvolution>(
                                             channels_, 1 << (i % kEncoderDilations), false, rng)));
    norm_ = register_module("norm", std::make_shared<LayerNorm>(channels_));
}

at::Tensor ConvEncoder::states(const at::Tensor& x, const at::Tensor& lengths,
                               const Forward& mode) const {
    const at::Tensor mask = time_mask(x, lengths).unsqueeze(2);
    at::Tensor y = to_channels_->forward(x, mode);
    for (const auto& block : blocks_) y = block->forward(y, mask, dropout_, mode);
    return norm_->forward(y);
}

ConvDecoder::ConvDecoder(const ModelConfig& c, std::int64_t window, at::Generator& rng)
    : window_(window), dropout_(c.dropout) {
    to_channels_ =
        register_module("to_channels", std::make_shared<Linear>(c.decoder_dim, c.conv_dim, rng));
    for (int i = 0; i < c.decoder_layers * kDecoderDilations; ++i)
        blocks_.push_back(register_module(
            "block" + std::to_string(i), std::make_shared<TimeConvolution>(
                                             c.conv_dim, 1 << (i % kDecoderDilations), true, rng)));
    norm_ = register_module("norm", std::make_shared<LayerNorm>(c.conv_dim));
    from_channels_ =
        register_module("from_channels", std::make_shared<Linear>(c.conv_dim, c.decoder_dim, rng));
    if (c.decoder_attention)
        attention_ = register_module(
            "attention", std::make_shared<AttentionBlock>(c.decoder_dim, c.attention_dim,
                                                          c.attention_heads, 0, rng));
}

at::Tensor ConvDecoder::forward(const at::Tensor& x, const Forward& mode) const {
    at::Tensor y = to_channels_->forward(x, mode);
    for (const auto& block : blocks_) y = block->forward(y, {}, dropout_, mode);
    y = x + from_channels_->forward(norm_->forward(y), mode);
    if (attention_) y = attention_->forward(y, true, {}, dropout_, mode);
    return y;
}

DecoderState ConvDecoder::start(std::int64_t batch) const {
    DecoderState state;
    for (const auto& block : blocks_) state.convolutions.push_back(block->start(batch));
    state.attention.resize(1);
    return state;
}

at::Tensor ConvDecoder::step(const at::Tensor& x, DecoderState& state) const {
    const Forward mode;
    at::Tensor y = to_channels_->forward(x, mode);
    for (std::size_t i = 0; i < blocks_.size(); ++i) y = blocks_[i]->step(y, state.convolutions[i]);
    y = x + from_channels_->forward(norm_->forward(y), mode);
    if (attention_) y = attention_->step(y, state.attention[0], window_);
    return y;
}

}  // namespace affetto
