#include "affetto/model/roll_stream.hpp"

#include "affetto/features/piano_roll.hpp"

namespace affetto {

RollStream::RollStream(const ModelConfig& config, const NoteFormat& format, at::Generator& rng)
    : context_size_(roll_context_size(format)) {
    const std::int64_t dim = config.decoder_dim, head = config.head_dim;
    hidden_ = register_module("hidden", std::make_shared<Linear>(dim, head, rng));
    to_onsets_ = register_module("to_onsets", std::make_shared<Linear>(head, kRollPitches, rng));
    hidden_sounding_ =
        register_module("hidden_sounding", std::make_shared<Linear>(dim + kRollPitches, head, rng));
    to_sounding_ =
        register_module("to_sounding", std::make_shared<Linear>(head, kRollPitches, rng));
    // Most keys are silent: begin with that belief.
    torch::NoGradGuard no_grad;
    to_onsets_->bias.fill_(-4);
    to_sounding_->bias.fill_(-3);
}

std::int64_t RollStream::encoder_inputs() const { return kRollWidth; }
std::int64_t RollStream::decoder_inputs() const { return kRollWidth + context_size_; }

at::Tensor RollStream::encoder_input(const Batch& batch, const Forward&) const {
    return batch.steps;
}

at::Tensor RollStream::decoder_input(const Batch& batch, double hide, const Forward& mode) const {
    at::Tensor frames = batch.previous;
    if (mode.training() && hide > 0)
        frames = frames * bernoulli({frames.size(0), frames.size(1), 1}, 1 - hide, *mode.rng)
                              .to(frames.options());
    return at::cat({frames, batch.context}, 2);
}

at::Tensor RollStream::onset_logits(const at::Tensor& h, const Forward& mode) const {
    return to_onsets_->forward(gelu_of(hidden_->forward(h, mode)), mode);
}

at::Tensor RollStream::sounding_logits(const at::Tensor& h, const at::Tensor& onsets,
                                       const Forward& mode) const {
    return to_sounding_->forward(gelu_of(hidden_sounding_->forward(at::cat({h, onsets}, -1), mode)),
                                 mode);
}

at::Tensor RollStream::made(const at::Tensor& h, const Batch& batch, const Forward& mode) const {
    const at::Tensor onsets = batch.steps.narrow(2, kRollPitches, kRollPitches);
    return at::sigmoid(at::cat({sounding_logits(h, onsets, mode), onset_logits(h, mode)}, 2));
}

at::Tensor RollStream::negative_log_likelihood(const at::Tensor& h, const Batch& batch,
                                               const Forward& mode) const {
    const at::Tensor sounding = batch.steps.narrow(2, 0, kRollPitches);
    const at::Tensor onsets = batch.steps.narrow(2, kRollPitches, kRollPitches);
    const auto cross_entropy = [](const at::Tensor& logits, const at::Tensor& target) {
        return (at::softplus(logits) - logits * target).sum(2);
    };
    return cross_entropy(onset_logits(h, mode), onsets) +
           cross_entropy(sounding_logits(h, onsets, mode), sounding);
}

}  // namespace affetto
