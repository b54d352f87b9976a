#pragma once

#include "affetto/model/sequence.hpp"

namespace affetto {

/// Residual convolutions over steps, `conv_dim` channels; dilations 1, 2, 4, 8 a layer, so that
/// each layer sees 15 steps further to either side.
class ConvEncoder : public SequenceEncoder {
public:
    ConvEncoder(const ModelConfig& config, std::int64_t inputs, at::Generator& rng);
    at::Tensor states(const at::Tensor& x, const at::Tensor& lengths,
                      const Forward& mode) const override;
    std::int64_t outputs() const override { return channels_; }

private:
    std::int64_t channels_;
    double dropout_;
    std::shared_ptr<Linear> to_channels_;
    std::vector<std::shared_ptr<TimeConvolution>> blocks_;
    std::shared_ptr<LayerNorm> norm_;
};

/// A temporal convolutional network (Bai et al. 2018, "An Empirical Evaluation of Generic
/// Convolutional and Recurrent Networks for Sequence Modeling"): causal residual convolutions of
/// `conv_dim` channels, dilations 1, 2, .. 32 a layer, so that each layer sees 126 steps further
/// back; then (by default) one causal attention block, as after a recurrent decoder.
class ConvDecoder : public SequenceDecoder {
public:
    ConvDecoder(const ModelConfig& config, std::int64_t window, at::Generator& rng);
    at::Tensor forward(const at::Tensor& x, const Forward& mode) const override;
    DecoderState start(std::int64_t batch) const override;
    at::Tensor step(const at::Tensor& x, DecoderState& state) const override;

private:
    std::int64_t window_;
    double dropout_;
    std::shared_ptr<Linear> to_channels_, from_channels_;
    std::vector<std::shared_ptr<TimeConvolution>> blocks_;
    std::shared_ptr<LayerNorm> norm_;
    std::shared_ptr<AttentionBlock> attention_;
};

}  // namespace affetto
