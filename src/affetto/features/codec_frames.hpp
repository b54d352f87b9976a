#pragma once

#include <memory>
#include <optional>
#include <string>

#include "affetto/codec/codec_config.hpp"
#include "affetto/core/json.hpp"
#include "affetto/tensor/torch.hpp"

namespace affetto {

class Codec;

/// The codec whose latents are frames of features. Its shape is enough to train on them; to make
/// them of sound, or sound of them, the codec itself must be there.
struct CodecFrames {
    std::string name;    ///< as codecs are named (pipeline/find_codec.hpp)
    std::string path;    ///< where it lies; empty of one that its name finds
    std::string sha256;  ///< of its weights, in hexadecimal: no other codec may read the frames
    CodecConfig config;
    std::shared_ptr<const Codec> codec;  ///< none: not looked for yet
    double level_seconds = 0.3;  ///< window of LevelEnvelope; 0: the codec gets sound as it is
};

template <class Visitor>
void visit_fields(CodecFrames& c, Visitor&& v) {
    v.field("level_seconds", c.level_seconds,
            "Seconds over which the sound's level is taken out before the codec and described by a "
            "value of its own; 0: it is not. Codecs that normalise sound themselves have 0");
}

/// {"codec", "path", "sha256", "config", "level_seconds"}, and back. from_json throws DataError or
/// ConfigError naming `where`.
Json to_json(const CodecFrames& format);
CodecFrames codec_frames_from_json(const Json& json, const std::string& where);

/// Throws ConfigError where level_seconds is not in [0, 2], or is not 0 though the codec normalises
/// sound itself.
void validate(const CodecFrames& format);

/// Frames are the latents before the quantizer, one every hop_length samples. Where sound is
/// levelled first, or the codec normalises it, one further value, the last, is the natural
/// logarithm of the level that the sound around the frame, or the segment, was divided by, at least
/// ln(1e-5) (below -100 dB nothing is heard).
std::int64_t values_of(const CodecFrames& format);
double frames_per_second(const CodecConfig& config);

/// How codecs with segments are cut for frames: as their own plan, but for a stride that is a whole
/// number of frames, rounded down (a second of the 48 kHz model is 150 frames, its stride 148.5
/// becomes 148), so that frames lie evenly in time. A segment gives the frames of its stride alone;
/// what it shares with the next is described by the next. nullopt without segments.
std::optional<SegmentPlan> frame_plan(const CodecConfig& config);

/// Sound [S] of one channel, at the codec's rate, on all of the codec's channels, to float32
/// [ceil(S / hop_length), values_of()]; the codec must be there. Throws DataError for an empty
/// sound.
at::Tensor codec_frames(const CodecFrames& format, const at::Tensor& samples);

/// The codes of frames [T, D]: int16, or int32 where a codebook has more than 32,768 entries,
/// [codebooks, T].
at::Tensor codes_of_frames(const Codec& codec, const at::Tensor& frames, int codebooks);

/// Frames [T, D] with each latent moved to the sum of code vectors that all of the codec's
/// codebooks describe it by; the level stays.
at::Tensor snapped_to_codes(const Codec& codec, const at::Tensor& frames);

/// Frames [T, D] to sound [audio_channels, T * hop_length]. A segment ends in the first frames of
/// the next, and the two are added with triangular weights; its loudness is the mean of its
/// frames'. Levelled frames have the level that they say, whatever the decoder made. Throws
/// DataError for values that are not finite.
at::Tensor sound_of_codec_frames(const CodecFrames& format, const at::Tensor& frames);

}  // namespace affetto
