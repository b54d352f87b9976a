#pragma once

#include <optional>
#include <vector>

#include "affetto/codec/codec_clip.hpp"

namespace affetto {

/// Sound of any length, piece by piece, in constant memory: what comes out, joined, is what
/// encode_clip and decode_clip make of the whole. Pieces may have any length; B clips go side by
/// side. A codec must outlive its streams. Models that need a whole clip at once though they have
/// no segments (normalize or time_group_norm without chunk_length_s) are encoded at finish(), and
/// decoded from a single piece. Models with segments are decoded from whole segments.

/// Whether the layers can follow the sound, however it is cut into pieces: neither of those models
/// nor of models with segments.
bool follows_sound(const CodecConfig& config);

class EncoderStream {
public:
    explicit EncoderStream(const Codec& codec, std::int64_t clips = 1);

    /// Takes sound [B, audio_channels, n]; returns what is ready: whole segments of models that
    /// have them, else at most one piece with the frames that follow the last.
    std::vector<EncodedSegment> push(const at::Tensor& sound);
    /// The rest. Nothing may be pushed afterwards.
    std::vector<EncodedSegment> finish();

private:
    std::vector<EncodedSegment> frames(bool last);
    std::vector<EncodedSegment> segments(bool last);

    const Codec& codec_;
    std::int64_t clips_;
    std::optional<RowStream> rows_;  ///< of models whose layers can follow the sound
    at::Tensor waiting_;             ///< sound from the begin of the next segment on
};

class DecoderStream {
public:
    explicit DecoderStream(const Codec& codec, std::int64_t clips = 1);

    /// Takes a segment, or a piece of one as EncoderStream gives them; returns the sound that no
    /// later one changes, [B, audio_channels, n]; n may be 0.
    at::Tensor push(const EncodedSegment& segment);
    /// The rest. Nothing may be pushed afterwards.
    at::Tensor finish();

private:
    at::Tensor decoded(bool last);

    const Codec& codec_;
    std::int64_t clips_;
    std::optional<RowStream> rows_;
    std::optional<OverlapAdd> sum_;  ///< of models with segments
};

}  // namespace affetto
