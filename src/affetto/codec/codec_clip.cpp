#include "affetto/codec/codec_clip.hpp"

#include <algorithm>
#include <stdexcept>

namespace affetto {
namespace {

/// Segments of equal length are clips of one batch: the LSTM reads its weights once for all. More
/// than these take memory for little speed.
constexpr std::size_t kTogether = 8;

/// Calls `run` for stretches [begin, end) of at most kTogether tensors of one shape.
template <class Run>
void in_batches(const std::vector<at::Tensor>& tensors, Run&& run) {
    for (std::size_t begin = 0, end = 0; begin < tensors.size(); begin = end) {
        while (end < tensors.size() && end - begin < kTogether &&
               tensors[end].sizes() == tensors[begin].sizes())
            ++end;
        run(begin, end);
    }
}

at::Tensor joined(const std::vector<at::Tensor>& tensors, std::size_t begin, std::size_t end) {
    return at::cat(at::TensorList(tensors.data() + begin, end - begin), 0);
}

}  // namespace

at::Tensor segment_scale(const at::Tensor& sound) {
    constexpr double kTiny = 1e-8;
    return sound.mean(1).square().mean(1, true).sqrt() + kTiny;
}

at::Tensor OverlapAdd::add(const at::Tensor& segment) {
    const std::int64_t length = segment.size(2);
    if (!window_.defined()) {
        const at::Tensor time = at::linspace(0, 1, length + 2, at::kFloat).narrow(0, 1, length);
        window_ = 0.5 - (time - 0.5).abs();
        sum_ = at::zeros({segment.size(0), segment.size(1), 0});
        weights_ = at::zeros({0});
    }
    if (ended_ || length > window_.size(0))
        throw std::invalid_argument("overlap_add: a segment of " + std::to_string(length) +
                                    " samples does not fit between its neighbours");
    const std::int64_t missing = std::max<std::int64_t>(0, length - sum_.size(2));
    sum_ = at::constant_pad_nd(sum_, {0, missing});
    weights_ = at::constant_pad_nd(weights_, {0, missing});
    sum_.narrow(2, 0, length) += window_.narrow(0, 0, length) * segment;
    weights_.narrow(0, 0, length) += window_.narrow(0, 0, length);
    ended_ = length < stride_;
    return take(ended_ ? 0 : stride_);
}

at::Tensor OverlapAdd::take(std::int64_t samples) {
    const std::int64_t left = sum_.size(2) - samples;
    const at::Tensor ready = sum_.narrow(2, 0, samples) / weights_.narrow(0, 0, samples);
    sum_ = sum_.narrow(2, samples, left).clone();
    weights_ = weights_.narrow(0, samples, left).clone();
    return ready;
}

at::Tensor OverlapAdd::finish() { return sum_.defined() ? take(sum_.size(2)) : at::Tensor(); }

at::Tensor overlap_add(const std::vector<at::Tensor>& segments, std::int64_t stride) {
    OverlapAdd sum(stride);
    std::vector<at::Tensor> pieces;
    for (const at::Tensor& segment : segments) pieces.push_back(sum.add(segment));
    pieces.push_back(sum.finish());
    return at::cat(pieces, 2);
}

std::vector<EncodedSegment> encode_clip(const Codec& codec, const at::Tensor& sound,
                                        const std::optional<SegmentPlan>& wanted) {
    const CodecConfig& config = codec.config();
    if (sound.dim() != 3 || sound.size(2) == 0)
        throw std::invalid_argument("sound: expected [clips, channels, time]");
    const std::int64_t samples = sound.size(2);
    const SegmentPlan plan = wanted.value_or(SegmentPlan{samples, samples});
    std::vector<at::Tensor> pieces;
    std::vector<EncodedSegment> segments;
    for (std::int64_t begin = 0; begin < samples; begin += plan.stride) {
        const at::Tensor piece = sound.narrow(2, begin, std::min(plan.length, samples - begin));
        at::Tensor scale = at::ones({sound.size(0), 1});
        if (config.normalize) scale = segment_scale(piece);
        pieces.push_back(config.normalize ? piece / scale.unsqueeze(2) : piece);
        segments.push_back({{}, scale});
    }
    const std::int64_t clips = sound.size(0);
    in_batches(pieces, [&](std::size_t begin, std::size_t end) {
        const std::vector<at::Tensor> latents =
            codec.encode(joined(pieces, begin, end)).split(clips, 0);
        for (std::size_t i = begin; i < end; ++i) segments[i].latents = latents[i - begin];
    });
    return segments;
}

std::vector<EncodedSegment> encode_clip(const Codec& codec, const at::Tensor& sound) {
    return encode_clip(codec, sound, segment_plan(codec.config()));
}

at::Tensor decode_clip(const Codec& codec, const std::vector<EncodedSegment>& segments,
                       const std::optional<SegmentPlan>& plan) {
    if (segments.empty()) throw std::invalid_argument("decode_clip: no segments");
    const CodecConfig& config = codec.config();
    std::vector<at::Tensor> latents, sounds;
    for (const EncodedSegment& segment : segments) latents.push_back(segment.latents);
    const std::int64_t clips = latents.front().size(0);
    in_batches(latents, [&](std::size_t begin, std::size_t end) {
        for (const at::Tensor& sound : codec.decode(joined(latents, begin, end)).split(clips, 0))
            sounds.push_back(config.normalize ? sound * segments[sounds.size()].scale.unsqueeze(2)
                                              : sound);
    });
    if (!plan) {
        if (sounds.size() != 1)
            throw std::invalid_argument("decode_clip: this codec has a single segment, got " +
                                        std::to_string(sounds.size()));
        return sounds.front();
    }
    return overlap_add(sounds, plan->stride);
}

at::Tensor decode_clip(const Codec& codec, const std::vector<EncodedSegment>& segments) {
    return decode_clip(codec, segments, segment_plan(codec.config()));
}

}  // namespace affetto
