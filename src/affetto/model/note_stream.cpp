#include "affetto/model/note_stream.hpp"

namespace affetto {

NoteStream::NoteStream(const ModelConfig& config, const NoteFormat& format, at::Generator& rng)
    : embedding_dim_(config.embedding_dim),
      head_dim_(config.head_dim),
      context_size_(NoteContext::size(format)),
      sizes_(NoteVocabulary(format).sizes) {
    head_ = register_module(
        "head", std::make_shared<Linear>(config.decoder_dim, kNoteFields * head_dim_, rng));
    for (int f = 0; f < kNoteFields; ++f) {
        const auto field = static_cast<std::size_t>(f);
        const std::string name(name_of(static_cast<NoteField>(f)));
        // One row more: "nothing yet", "no hint".
        in_[field] = register_module(
            "in_" + name, std::make_shared<Embedding>(sizes_[field] + 1, embedding_dim_, rng));
        if (!has_field(static_cast<NoteField>(f))) continue;
        out_[field] =
            register_module("out_" + name, std::make_shared<Linear>(head_dim_, sizes_[field], rng));
        for (std::size_t g = 0; g < field; ++g)
            if (has_field(static_cast<NoteField>(g)))
                chain_[field][g] = register_module(
                    name + "_after_" + std::string(name_of(static_cast<NoteField>(g))),
                    std::make_shared<Embedding>(sizes_[g], head_dim_, rng, 0.3));
    }
}

std::int64_t NoteStream::decoder_inputs() const {
    return (kNoteFields + NoteContext::kHints) * embedding_dim_ + context_size_;
}

at::Tensor NoteStream::encoder_input(const Batch& batch, const Forward&) const {
    std::vector<at::Tensor> parts;
    for (int f = 0; f < kNoteFields; ++f)
        parts.push_back(in_[static_cast<std::size_t>(f)]->forward(batch.steps.select(2, f)));
    return at::cat(parts, 2);
}

at::Tensor NoteStream::decoder_input(const Batch& batch, double hide, const Forward& mode) const {
    std::vector<at::Tensor> parts;
    for (int f = 0; f < kNoteFields; ++f)
        parts.push_back(in_[static_cast<std::size_t>(f)]->forward(batch.previous.select(2, f)));
    for (int i = 0; i < NoteContext::kHints; ++i)
        parts.push_back(in_[i % 2 == 0 ? kGap : kPitch]->forward(batch.hints.select(2, i)));
    at::Tensor notes = at::cat(parts, 2);
    if (mode.training() && hide > 0)
        notes =
            notes *
            bernoulli({notes.size(0), notes.size(1), 1}, 1 - hide, *mode.rng).to(notes.options());
    return at::cat({notes, batch.context}, 2);
}

at::Tensor NoteStream::head_base(const at::Tensor& h, const Forward& mode) const {
    return head_->forward(h, mode);
}

at::Tensor NoteStream::field_logits(const at::Tensor& base, NoteField field,
                                    const at::Tensor& drawn, const Forward& mode) const {
    at::Tensor a = base.narrow(1, field * head_dim_, head_dim_);
    for (std::size_t g = 0; g < static_cast<std::size_t>(field); ++g)
        if (chain_[field][g])
            a = a + chain_[field][g]->forward(drawn.select(1, static_cast<std::int64_t>(g)));
    return out_[field]->forward(gelu_of(a), mode);
}

std::array<NoteStream::FieldResult, kNoteFields> NoteStream::field_results(
    const at::Tensor& h, const Batch& batch, const Forward& mode) const {
    const std::int64_t steps = h.size(0), count = h.size(1);
    const at::Tensor base = head_base(h.reshape({steps * count, h.size(2)}), mode);
    const at::Tensor drawn = batch.steps.view({steps * count, kNoteFields});
    std::array<FieldResult, kNoteFields> results;
    for (int f = 0; f < kNoteFields; ++f) {
        if (!has_field(static_cast<NoteField>(f))) continue;
        const at::Tensor logits = field_logits(base, static_cast<NoteField>(f), drawn, mode);
        const at::Tensor target = drawn.select(1, f);
        FieldResult& result = results[static_cast<std::size_t>(f)];
        result.nll =
            -at::log_softmax(logits, 1).gather(1, target.unsqueeze(1)).view({steps, count});
        if (!mode.training())
            result.correct = (logits.argmax(1) == target).to(at::kFloat).view({steps, count});
    }
    return results;
}

at::Tensor NoteStream::negative_log_likelihood(const at::Tensor& h, const Batch& batch,
                                               const Forward& mode) const {
    at::Tensor total = at::zeros_like(batch.mask);
    for (const FieldResult& result : field_results(h, batch, mode))
        if (result.nll.defined()) total = total + result.nll;
    return total;
}

}  // namespace affetto
