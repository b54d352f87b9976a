#pragma once

#include <memory>
#include <vector>

#include "affetto/model/attention.hpp"
#include "affetto/model/config.hpp"
#include "affetto/model/time_convolution.hpp"

namespace affetto {

/// The encoder families: networks over a whole sequence [T, B, ..], both directions. `lengths`
/// int64 [B] says how many steps of each clip are real; padding behind them changes nothing.
class SequenceEncoder : public torch::nn::Module {
public:
    /// What it makes of each step, all others seen: x [T, B, inputs] -> [T, B, outputs()]. Steps
    /// behind a clip's length hold nothing of use.
    virtual at::Tensor states(const at::Tensor& x, const at::Tensor& lengths,
                              const Forward& mode) const = 0;
    virtual std::int64_t outputs() const = 0;

    /// The states' mean over time, one vector a clip: [B, outputs()].
    at::Tensor forward(const at::Tensor& x, const at::Tensor& lengths, const Forward& mode) const;
};

/// What a decoder remembers of a batch between steps.
struct DecoderState {
    std::vector<at::Tensor> hidden;              // [B, H] each, those of a recurrent layer together
    std::vector<ConvolutionCache> convolutions;  // one a convolution
    std::vector<AttentionCache> attention;       // one a block

    /// Goes on with these rows of the batch alone; int64 [rows].
    void keep(const at::Tensor& rows);
};

/// The decoder families: causal networks that run over a whole training window, or one step at a
/// time.
class SequenceDecoder : public torch::nn::Module {
public:
    /// x [T, B, D] -> [T, B, D]; step t sees steps up to t.
    virtual at::Tensor forward(const at::Tensor& x, const Forward& mode) const = 0;
    virtual DecoderState start(std::int64_t batch) const = 0;
    /// x [B, D] -> [B, D], without gradients. Equal to the rows of forward() up to rounding, within
    /// the attention window.
    virtual at::Tensor step(const at::Tensor& x, DecoderState& state) const = 0;
};

/// By config.encoder. `inputs` is the size of a step.
std::shared_ptr<SequenceEncoder> make_encoder(const ModelConfig& config, std::int64_t inputs,
                                              at::Generator& rng);
/// By config.decoder; `window` is how far attention looks back when decoding.
std::shared_ptr<SequenceDecoder> make_decoder(const ModelConfig& config, std::int64_t window,
                                              at::Generator& rng);

}  // namespace affetto
