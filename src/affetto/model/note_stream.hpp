#pragma once

#include <array>
#include <vector>

#include "affetto/features/note_tokens.hpp"
#include "affetto/model/config.hpp"
#include "affetto/model/note_context.hpp"
#include "affetto/model/stream.hpp"

namespace affetto {

/// Notes in, notes out. Each field of a note has an embedding; the output heads are chained in the
/// order gap, part, pitch, duration, velocity, so that each field is drawn knowing those before it.
/// Data with one instrument has no part head.
class NoteStream : public Stream {
public:
    NoteStream(const ModelConfig& config, const NoteFormat& format, at::Generator& rng);

    at::Tensor encoder_input(const Batch& batch, const Forward& mode) const override;
    at::Tensor decoder_input(const Batch& batch, double hide, const Forward& mode) const override;
    at::Tensor negative_log_likelihood(const at::Tensor& h, const Batch& batch,
                                       const Forward& mode) const override;
    std::int64_t encoder_inputs() const override { return kNoteFields * embedding_dim_; }
    std::int64_t decoder_inputs() const override;

    /// Loss of each field on its own, for curves: [T, B] each, and whether the likeliest value is
    /// right.
    struct FieldResult {
        at::Tensor nll, correct;
    };
    std::array<FieldResult, kNoteFields> field_results(const at::Tensor& h, const Batch& batch,
                                                       const Forward& mode) const;

    /// Step by step: the heads' common part [N, head_dim * fields] of h [N, D], then each field's
    /// logits [N, values] given the fields already drawn, int64 [N, kNoteFields].
    at::Tensor head_base(const at::Tensor& h, const Forward& mode) const;
    at::Tensor field_logits(const at::Tensor& base, NoteField field, const at::Tensor& drawn,
                            const Forward& mode) const;
    bool has_field(NoteField field) const { return sizes_[field] > 1; }

private:
    std::int64_t embedding_dim_, head_dim_, context_size_;
    std::array<int, kNoteFields> sizes_;
    std::array<std::shared_ptr<Embedding>, kNoteFields> in_;
    std::shared_ptr<Linear> head_;
    std::array<std::shared_ptr<Linear>, kNoteFields> out_;
    std::array<std::array<std::shared_ptr<Embedding>, kNoteFields>, kNoteFields> chain_;
};

}  // namespace affetto
