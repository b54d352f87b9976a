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
};

/// {"codec", "path", "sha256", "config"}, and back. from_json throws DataError or ConfigError
/// naming `where`.
Json to_json(const CodecFrames& format);
CodecFrames codec_frames_from_json(const Json& json, const std::string& where);

/// Frames are the latents before the quantizer, one every hop_length samples. Of codecs that
/// normalise, one further value, the last, is the natural logarithm of the loudness that the
/// segment was divided by, at least ln(1e-5) (below -100 dB nothing is heard).
std::int64_t values_of(const CodecConfig& config);
double frames_per_second(const CodecConfig& config);

/// How codecs with segments are cut for frames: as their own plan, but for a stride that is a whole
/// number of frames, rounded down (a second of the 48 kHz model is 150 frames, its stride 148.5
/// becomes 148), so that frames lie evenly in time. A segment gives the frames of its stride alone;
/// what it shares with the next is described by the next. nullopt without segments.
std::optional<SegmentPlan> frame_plan(const CodecConfig& config);

/// Sound [S] of one channel, at the codec's rate, on all of the codec's channels, to float32
/// [ceil(S / hop_length), values_of()]. Throws DataError for an empty sound.
at::Tensor codec_frames(const Codec& codec, const at::Tensor& samples);

/// The codes of frames [T, D]: int16, or int32 where a codebook has more than 32,768 entries,
/// [codebooks, T].
at::Tensor codes_of_frames(const Codec& codec, const at::Tensor& frames, int codebooks);

/// Frames [T, D] with each latent moved to the sum of code vectors that all of the codec's
/// codebooks describe it by; loudness stays.
at::Tensor snapped_to_codes(const Codec& codec, const at::Tensor& frames);

/// Frames [T, D] to sound [audio_channels, T * hop_length]. A segment ends in the first frames of
/// the next, and the two are added with triangular weights. Its loudness is the mean of its
/// frames'. Throws DataError for values that are not finite.
at::Tensor sound_of_codec_frames(const Codec& codec, const at::Tensor& frames);

}  // namespace affetto
