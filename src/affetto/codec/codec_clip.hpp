#pragma once

#include <optional>
#include <vector>

#include "affetto/codec/codec.hpp"

namespace affetto {

/// Whole clips through models that cut them into segments: each segment is brought to a loudness
/// of one where the configuration says so, encoded by itself, and the decoded segments are added
/// with triangular weights. Models without segments have a single one.

/// What a codec knows of a segment beside its codes.
struct EncodedSegment {
    at::Tensor latents;  ///< [B, D, T]; continuous or dequantized
    at::Tensor scale;    ///< [B, 1], to multiply the decoded sound with
};

/// The loudness by which a segment [B, channels, S] is divided: 1e-8 plus the root mean square over
/// time of the mean over channels. Shape [B, 1].
at::Tensor segment_scale(const at::Tensor& sound);

/// Adds segments [B, channels, length] that begin every `stride` samples, sample t of each weighted
/// by 1/2 - |(t + 1) / (N + 1) - 1/2|, N the length of the first and longest, and divides by the
/// sum of the weights.
class OverlapAdd {
public:
    explicit OverlapAdd(std::int64_t stride) : stride_(stride) {}

    /// Returns the samples that no later segment changes, [B, channels, n]. Throws
    /// std::invalid_argument for a segment that is longer than the first, or that follows one which
    /// ends before it begins.
    at::Tensor add(const at::Tensor& segment);
    /// What is left; undefined where there were no segments.
    at::Tensor finish();

private:
    at::Tensor take(std::int64_t samples);

    std::int64_t stride_;
    at::Tensor window_;         ///< the weights of a segment
    at::Tensor sum_, weights_;  ///< from the begin of the next segment on
    bool ended_ = false;        ///< the last segment was shorter than the stride
};

at::Tensor overlap_add(const std::vector<at::Tensor>& segments, std::int64_t stride);

/// Sound [B, audio_channels, S] to its segments, in order; a new one begins at every multiple of
/// the stride below S. The segments are those of `plan` (none: a single one), or the model's own.
std::vector<EncodedSegment> encode_clip(const Codec& codec, const at::Tensor& sound,
                                        const std::optional<SegmentPlan>& plan);
std::vector<EncodedSegment> encode_clip(const Codec& codec, const at::Tensor& sound);
/// The inverse: [B, audio_channels, at least S samples], not cut to the clip's length, which
/// segments do not tell.
at::Tensor decode_clip(const Codec& codec, const std::vector<EncodedSegment>& segments,
                       const std::optional<SegmentPlan>& plan);
at::Tensor decode_clip(const Codec& codec, const std::vector<EncodedSegment>& segments);

}  // namespace affetto
