#pragma once

#include "affetto/features/note_tokens.hpp"
#include "affetto/model/config.hpp"
#include "affetto/model/stream.hpp"

namespace affetto {

/// Piano-roll frames in, Bernoulli probabilities of the next frame's bits out; reconstruction is
/// binary cross-entropy.
class RollStream : public Stream {
public:
    RollStream(const ModelConfig& config, const NoteFormat& format, at::Generator& rng);

    at::Tensor encoder_input(const Batch& batch, const Forward& mode) const override;
    at::Tensor decoder_input(const Batch& batch, double hide, const Forward& mode) const override;
    at::Tensor negative_log_likelihood(const at::Tensor& h, const Batch& batch,
                                       const Forward& mode) const override;
    /// Probabilities of the bits, given the real frames before and the real onsets.
    at::Tensor made(const at::Tensor& h, const Batch& batch, const Forward& mode) const override;
    std::int64_t encoder_inputs() const override;
    std::int64_t decoder_inputs() const override;

    /// h [N, D] -> logits of onset bits [N, 88]. Onsets are drawn first.
    at::Tensor onset_logits(const at::Tensor& h, const Forward& mode) const;
    /// Logits of sounding bits [N, 88] given the drawn onsets.
    at::Tensor sounding_logits(const at::Tensor& h, const at::Tensor& onsets,
                               const Forward& mode) const;

private:
    std::int64_t context_size_;
    std::shared_ptr<Linear> hidden_, to_onsets_, hidden_sounding_, to_sounding_;
};

}  // namespace affetto
