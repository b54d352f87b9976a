#pragma once

#include <memory>
#include <vector>

#include "affetto/model/attention.hpp"
#include "affetto/model/config.hpp"
#include "affetto/model/gru.hpp"

namespace affetto {

/// The encoder families. Sequences are time-major [T, B, ..]; `lengths` int64 [B] says how many
/// steps of each clip are real.
class SequenceEncoder : public torch::nn::Module {
public:
    /// x [T, B, inputs] -> one vector a clip [B, outputs()]
    virtual at::Tensor forward(const at::Tensor& x, const at::Tensor& lengths,
                               const Forward& mode) const = 0;
    virtual std::int64_t outputs() const = 0;
};

/// What a decoder remembers of a batch between steps.
struct DecoderState {
    std::vector<at::Tensor> hidden;         // one [B, H] a gru layer
    std::vector<AttentionCache> attention;  // one a block

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
