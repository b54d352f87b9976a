#pragma once

#include "affetto/model/recurrent_layer.hpp"
#include "affetto/model/sequence.hpp"

namespace affetto {

/// gru or lstm layers in both directions, side by side.
class RecurrentEncoder : public SequenceEncoder {
public:
    RecurrentEncoder(const ModelConfig& config, std::int64_t inputs, at::Generator& rng);
    at::Tensor states(const at::Tensor& x, const at::Tensor& lengths,
                      const Forward& mode) const override;
    std::int64_t outputs() const override { return 2 * hidden_; }

private:
    std::int64_t hidden_;
    std::vector<std::shared_ptr<RecurrentLayer>> forward_, backward_;
};

/// gru or lstm layers, residual from the second on, then (by default) one causal attention block
/// that can look back and repeat.
class RecurrentDecoder : public SequenceDecoder {
public:
    RecurrentDecoder(const ModelConfig& config, std::int64_t window, at::Generator& rng);
    at::Tensor forward(const at::Tensor& x, const Forward& mode) const override;
    DecoderState start(std::int64_t batch) const override;
    at::Tensor step(const at::Tensor& x, DecoderState& state) const override;

private:
    std::int64_t dim_, window_;
    double dropout_;
    std::vector<std::shared_ptr<RecurrentLayer>> layers_;
    std::shared_ptr<AttentionBlock> attention_;
};

}  // namespace affetto
