#pragma once

#include "affetto/model/sequence.hpp"

namespace affetto {

/// A stack of attention blocks over all steps. Positions are rotary, so that what two steps say to
/// each other depends on how far apart they are alone.
class TransformerEncoder : public SequenceEncoder {
public:
    TransformerEncoder(const ModelConfig& config, std::int64_t inputs, at::Generator& rng);
    at::Tensor states(const at::Tensor& x, const at::Tensor& lengths,
                      const Forward& mode) const override;
    std::int64_t outputs() const override { return dim_; }

private:
    std::int64_t dim_;
    double dropout_;
    std::shared_ptr<Linear> to_dim_;
    std::vector<std::shared_ptr<AttentionBlock>> blocks_;
    std::shared_ptr<LayerNorm> norm_;
};

/// A stack of causal attention blocks.
class TransformerDecoder : public SequenceDecoder {
public:
    TransformerDecoder(const ModelConfig& config, std::int64_t window, at::Generator& rng);
    at::Tensor forward(const at::Tensor& x, const Forward& mode) const override;
    DecoderState start(std::int64_t batch) const override;
    at::Tensor step(const at::Tensor& x, DecoderState& state) const override;

private:
    std::int64_t dim_, window_;
    double dropout_;
    std::vector<std::shared_ptr<AttentionBlock>> blocks_;
    std::shared_ptr<LayerNorm> norm_;
};

}  // namespace affetto
