#include "affetto/features/codec_frames.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "affetto/codec/codec_clip.hpp"
#include "affetto/core/error.hpp"
#include "affetto/core/text.hpp"
#include "affetto/features/level_envelope.hpp"

namespace affetto {
namespace {

/// Levels: what is softer counts as the first, what is louder as the second.
constexpr double kLowestScale = 1e-5, kHighestScale = 10;
constexpr double kLongestWindow = 2;
constexpr std::size_t kDigestLength = 64;

/// Latents [1, D, T] of frames [T, values], without the level.
at::Tensor latents_of(const Codec& codec, const at::Tensor& frames) {
    return frames.to(at::kCPU, at::kFloat)
        .narrow(1, 0, codec.config().hidden_size)
        .t()
        .unsqueeze(0)
        .contiguous();
}

at::Tensor within_levels(const at::Tensor& log_levels) {
    return log_levels.to(at::kFloat).clamp(std::log(kLowestScale), std::log(kHighestScale));
}

LevelEnvelope envelope_of(const CodecFrames& format) {
    return {hop_length(format.config), format.level_seconds, format.config.sampling_rate};
}

/// Frames that a segment contributes, and those it is decoded from.
struct FrameCounts {
    std::int64_t own = 0, all = 0;
};
FrameCounts frame_counts(const CodecConfig& config, std::int64_t frames) {
    const auto plan = frame_plan(config);
    if (!plan) return {frames, frames};
    return {plan->stride / hop_length(config), frames_of(config, plan->length)};
}

}  // namespace

Json to_json(const CodecFrames& format) {
    Json json = {{"codec", format.name}, {"sha256", format.sha256}};
    if (!format.path.empty()) json["path"] = format.path;
    json["config"] = to_json(format.config);
    json["level_seconds"] = format.level_seconds;
    return json;
}

CodecFrames codec_frames_from_json(const Json& json, const std::string& where) {
    CodecFrames format;
    format.name = json.at("codec").get<std::string>();
    format.path = json.value("path", std::string());
    format.sha256 = json.at("sha256").get<std::string>();
    if (format.sha256.size() != kDigestLength)
        throw DataError(where + ": format.encodec.sha256: expected " +
                        std::to_string(kDigestLength) + " hexadecimal digits");
    affetto::from_json(format.config, json.at("config"), "format.encodec.config");
    validate(format.config);
    format.level_seconds = json.value("level_seconds", 0.0);
    validate(format);
    return format;
}

void validate(const CodecFrames& format) {
    if (!(format.level_seconds >= 0 && format.level_seconds <= kLongestWindow))
        throw ConfigError("encodec.level_seconds: must lie in [0, " +
                          format_number(kLongestWindow) + "], got " +
                          format_number(format.level_seconds));
    if (format.level_seconds > 0 && format.config.normalize)
        throw ConfigError("encodec.level_seconds: must be 0, for the codec '" + format.name +
                          "' normalises sound itself");
}

std::int64_t values_of(const CodecFrames& format) {
    return format.config.hidden_size + (format.config.normalize || format.level_seconds > 0);
}

double frames_per_second(const CodecConfig& config) {
    return static_cast<double>(config.sampling_rate) / hop_length(config);
}

std::optional<SegmentPlan> frame_plan(const CodecConfig& config) {
    auto plan = segment_plan(config);
    if (!plan) return std::nullopt;
    const std::int64_t hop = hop_length(config);
    plan->stride = std::max(hop, plan->stride - plan->stride % hop);
    plan->length = std::max(plan->length, plan->stride);
    return plan;
}

at::Tensor codec_frames(const CodecFrames& format, const at::Tensor& samples) {
    const Codec& codec = *format.codec;
    const CodecConfig& config = codec.config();
    if (samples.numel() == 0) throw DataError("the sound is empty");
    at::Tensor levels, one = samples.reshape({-1});
    if (format.level_seconds > 0) {
        levels = log_levels(one, envelope_of(format));
        one = levelled(one, levels, envelope_of(format));
    }
    const at::Tensor sound =
        one.reshape({1, 1, -1}).expand({1, config.audio_channels, samples.numel()});
    const std::int64_t own = frame_counts(config, frames_of(config, samples.numel())).own;
    std::vector<at::Tensor> parts;
    for (const EncodedSegment& segment : encode_clip(codec, sound, frame_plan(config))) {
        const std::int64_t count = std::min(own, segment.latents.size(2));
        at::Tensor frames = segment.latents.select(0, 0).narrow(1, 0, count).t();
        if (config.normalize) {
            const double loudness = std::log(std::max(kLowestScale, segment.scale.item<double>()));
            frames = at::cat({frames, at::full({count, 1}, loudness, at::kFloat)}, 1);
        }
        parts.push_back(frames);
    }
    at::Tensor all = at::cat(parts, 0);
    if (levels.defined()) all = at::cat({all, levels.unsqueeze(1)}, 1);
    return all.contiguous();
}

at::Tensor codes_of_frames(const Codec& codec, const at::Tensor& frames, int codebooks) {
    const bool narrow =
        codec.config().codebook_size <= std::numeric_limits<std::int16_t>::max() + 1;
    return codec.quantize(latents_of(codec, frames), codebooks)
        .select(1, 0)
        .to(narrow ? at::kShort : at::kInt);
}

at::Tensor snapped_to_codes(const Codec& codec, const at::Tensor& frames) {
    const int codebooks = num_codebooks(codec.config());
    const at::Tensor near =
        codec.dequantize(codec.quantize(latents_of(codec, frames), codebooks)).select(0, 0).t();
    const std::int64_t latent = near.size(1);
    return at::cat({near, frames.to(at::kFloat).narrow(1, latent, frames.size(1) - latent)}, 1);
}

at::Tensor sound_of_codec_frames(const CodecFrames& format, const at::Tensor& frames) {
    if (!at::isfinite(frames).all().item<bool>())
        throw DataError(
            "the codec's latents hold values that are no numbers, so no sound has them");
    const Codec& codec = *format.codec;
    const CodecConfig& config = codec.config();
    const at::Tensor latents = latents_of(codec, frames);
    const FrameCounts counts = frame_counts(config, frames.size(0));
    std::vector<EncodedSegment> segments;
    for (std::int64_t begin = 0; begin < frames.size(0); begin += counts.own) {
        const std::int64_t rest = frames.size(0) - begin;
        at::Tensor scale = at::ones({1, 1});
        if (config.normalize)
            scale = within_levels(frames.select(1, config.hidden_size)
                                      .narrow(0, begin, std::min(counts.own, rest))
                                      .to(at::kFloat)
                                      .mean())
                        .exp()
                        .reshape({1, 1});
        segments.push_back({latents.narrow(2, begin, std::min(counts.all, rest)), scale});
    }
    const std::int64_t samples = frames.size(0) * hop_length(config);
    const at::Tensor sound =
        decode_clip(codec, segments, frame_plan(config)).select(0, 0).narrow(1, 0, samples);
    if (format.level_seconds == 0) return sound;
    // What the decoder makes of latents is near the level that they were encoded at, of blurred
    // ones below it: taken out again, so that the frames' levels alone say how loud it becomes.
    const LevelEnvelope envelope = envelope_of(format);
    const at::Tensor own = log_levels(sound.square().mean(0).sqrt(), envelope);
    return raised(levelled(sound, own, envelope),
                  within_levels(frames.select(1, config.hidden_size)), envelope);
}

}  // namespace affetto
