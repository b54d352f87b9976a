#include "affetto/codec/codec_stream.hpp"

#include <algorithm>
#include <stdexcept>

#include "affetto/tensor/tensor_file.hpp"

namespace affetto {
namespace {

void require_piece(const char* what, const at::Tensor& x, std::int64_t clips,
                   std::int64_t channels) {
    if (x.dim() == 3 && x.size(0) == clips && x.size(1) == channels &&
        x.scalar_type() == at::kFloat && x.device().is_cpu())
        return;
    throw std::invalid_argument(std::string(what) + ": expected float32 [" + std::to_string(clips) +
                                ", " + std::to_string(channels) + ", time] on the CPU, got " +
                                shape_text(x.sizes()));
}

void feed(RowStream& stream, const at::Tensor& x) {
    const at::Tensor rows = x.detach().transpose(1, 2).contiguous();
    const std::int64_t floats = rows.size(1) * rows.size(2);
    for (std::int64_t clip = 0; clip < rows.size(0); ++clip)
        std::copy_n(rows.data_ptr<float>() + clip * floats, floats,
                    stream.grow(clip, rows.size(1)));
}

/// What came out, [B, channels, rows].
at::Tensor drain(RowStream& stream, std::int64_t clips, std::int64_t channels) {
    const std::int64_t rows = stream.ready();
    const at::Tensor out = at::empty({clips, rows, channels}, at::kFloat);
    if (rows > 0)
        for (std::int64_t clip = 0; clip < clips; ++clip)
            std::copy_n(stream.output(clip), rows * channels,
                        out.data_ptr<float>() + clip * rows * channels);
    stream.drop(rows);
    return out.transpose(1, 2).contiguous();
}

}  // namespace

bool follows_sound(const CodecConfig& config) {
    return !segment_plan(config) && !config.normalize && config.norm_type != "time_group_norm";
}

EncoderStream::EncoderStream(const Codec& codec, std::int64_t clips)
    : codec_(codec), clips_(clips), waiting_(at::zeros({clips, codec.config().audio_channels, 0})) {
    if (follows_sound(codec.config())) rows_.emplace(codec.encoder(), clips);
}

std::vector<EncodedSegment> EncoderStream::push(const at::Tensor& sound) {
    require_piece("sound", sound, clips_, codec_.config().audio_channels);
    if (rows_) {
        feed(*rows_, sound);
        return frames(false);
    }
    waiting_ = at::cat({waiting_, sound}, 2);
    return segments(false);
}

std::vector<EncodedSegment> EncoderStream::finish() {
    return rows_ ? frames(true) : segments(true);
}

std::vector<EncodedSegment> EncoderStream::frames(bool last) {
    rows_->run(last);
    const at::Tensor latents = drain(*rows_, clips_, codec_.config().hidden_size);
    if (latents.size(2) == 0) return {};
    return {{latents, at::ones({clips_, 1})}};
}

std::vector<EncodedSegment> EncoderStream::segments(bool last) {
    std::vector<EncodedSegment> ready;
    const auto plan = segment_plan(codec_.config());
    if (last && waiting_.size(2) > 0) {
        ready = encode_clip(codec_, waiting_);
        waiting_ = waiting_.narrow(2, 0, 0);
    } else if (plan && waiting_.size(2) >= plan->length) {
        // Encoded as one clip that ends with the last whole segment; the short segments that such
        // a clip has behind it are left for later.
        const std::int64_t whole = (waiting_.size(2) - plan->length) / plan->stride + 1;
        const std::int64_t end = (whole - 1) * plan->stride + plan->length;
        ready = encode_clip(codec_, waiting_.narrow(2, 0, end));
        ready.resize(static_cast<std::size_t>(whole));
        const std::int64_t done = whole * plan->stride;
        waiting_ = waiting_.narrow(2, done, waiting_.size(2) - done).clone();
    }
    return ready;
}

DecoderStream::DecoderStream(const Codec& codec, std::int64_t clips)
    : codec_(codec), clips_(clips) {
    if (follows_sound(codec.config())) rows_.emplace(codec.decoder(), clips);
    if (const auto plan = segment_plan(codec.config())) sum_.emplace(plan->stride);
}

at::Tensor DecoderStream::push(const EncodedSegment& segment) {
    require_piece("latents", segment.latents, clips_, codec_.config().hidden_size);
    if (rows_) {
        feed(*rows_, segment.latents);
        return decoded(false);
    }
    if (!sum_) return decode_clip(codec_, {segment});
    const at::Tensor sound = codec_.decode(segment.latents);
    return sum_->add(codec_.config().normalize ? sound * segment.scale.unsqueeze(2) : sound);
}

at::Tensor DecoderStream::finish() {
    if (rows_) return decoded(true);
    const at::Tensor rest = sum_ ? sum_->finish() : at::Tensor();
    return rest.defined() ? rest : at::zeros({clips_, codec_.config().audio_channels, 0});
}

at::Tensor DecoderStream::decoded(bool last) {
    rows_->run(last);
    return drain(*rows_, clips_, codec_.config().audio_channels);
}

}  // namespace affetto
