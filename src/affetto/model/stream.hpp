#pragma once

#include <memory>

#include "affetto/model/batch.hpp"
#include "affetto/model/layers.hpp"

namespace affetto {

/// How a representation enters and leaves the network: the seam at which notes, piano rolls and
/// continuous features differ.
class Stream : public torch::nn::Module {
public:
    /// What the encoder reads of each step: [T, B, encoder_inputs()].
    virtual at::Tensor encoder_input(const Batch& batch, const Forward& mode) const = 0;
    /// What the decoder reads before each step, only from the past: [T, B, decoder_inputs()].
    /// `hide` is the probability that a step's predecessor is withheld.
    virtual at::Tensor decoder_input(const Batch& batch, double hide,
                                     const Forward& mode) const = 0;
    /// Negative log-likelihood of each step given the decoder's output h [T, B, D], in nats: [T,
    /// B].
    virtual at::Tensor negative_log_likelihood(const at::Tensor& h, const Batch& batch,
                                               const Forward& mode) const = 0;
    /// What the decoder's output h says the values of each step are, to be compared with
    /// Batch::steps: [T, B, D]. Undefined where values are classes, of which there is no mean.
    virtual at::Tensor made(const at::Tensor& /*h*/, const Batch& /*batch*/,
                            const Forward& /*mode*/) const {
        return {};
    }
    virtual std::int64_t encoder_inputs() const = 0;
    virtual std::int64_t decoder_inputs() const = 0;
};

}  // namespace affetto
