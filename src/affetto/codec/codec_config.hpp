#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "affetto/core/config.hpp"

namespace affetto {

/// The shape of an EnCodec network (Defossez et al. 2022, "High Fidelity Neural Audio
/// Compression"), under the names of Hugging Face's EncodecConfig, so that its config.json can be
/// read. The defaults are those of the 24 kHz model.
struct CodecConfig {
    int sampling_rate = 24'000;  // Hz
    int audio_channels = 1;
    bool normalize = false;
    std::optional<double> chunk_length_s;
    std::optional<double> overlap;
    int num_filters = 32;
    int hidden_size = 128;
    std::vector<int> upsampling_ratios{8, 5, 4, 2};
    int num_residual_layers = 1;
    int kernel_size = 7;
    int last_kernel_size = 7;
    int residual_kernel_size = 3;
    int dilation_growth_rate = 2;
    int compress = 2;
    bool use_causal_conv = true;
    bool use_conv_shortcut = true;
    std::string pad_mode = "reflect";
    double trim_right_ratio = 1.0;
    std::string norm_type = "weight_norm";
    int num_lstm_layers = 2;
    int codebook_size = 1'024;
    std::vector<double> target_bandwidths{1.5, 3.0, 6.0, 12.0, 24.0};  // kbit/s

    bool operator==(const CodecConfig&) const = default;
};

template <class Visitor>
void visit_fields(CodecConfig& c, Visitor&& v) {
    v.field("sampling_rate", c.sampling_rate, "Samples a second of each channel");
    v.field("audio_channels", c.audio_channels, "1 mono, 2 stereo");
    v.field("normalize", c.normalize, "Bring each segment to a loudness of one before encoding");
    v.field("chunk_length_s", c.chunk_length_s, "Seconds of a segment; null: the whole clip");
    v.field("overlap", c.overlap, "Share of a segment that the next one repeats");
    v.field("num_filters", c.num_filters, "Channels of the first convolution");
    v.field("hidden_size", c.hidden_size, "Values of a latent frame");
    v.field("upsampling_ratios", c.upsampling_ratios, "Strides of the decoder, in its order");
    v.field("num_residual_layers", c.num_residual_layers, "Residual blocks at each rate");
    v.field("kernel_size", c.kernel_size, "Taps of the first convolution");
    v.field("last_kernel_size", c.last_kernel_size, "Taps of the last convolution");
    v.field("residual_kernel_size", c.residual_kernel_size, "Taps in residual blocks");
    v.field("dilation_growth_rate", c.dilation_growth_rate,
            "Factor of the dilation from one residual block to the next");
    v.field("compress", c.compress, "Factor by which residual blocks narrow inside");
    v.field("use_causal_conv", c.use_causal_conv, "No convolution looks ahead");
    v.field("use_conv_shortcut", c.use_conv_shortcut,
            "Residual blocks skip through a convolution of one tap, not unchanged");
    v.field("pad_mode", c.pad_mode, "What lies beyond the ends: reflect, replicate or constant");
    v.field("trim_right_ratio", c.trim_right_ratio,
            "Share of the surplus of causal transposed convolutions that is cut at the end");
    v.field("norm_type", c.norm_type, "weight_norm or time_group_norm");
    v.field("num_lstm_layers", c.num_lstm_layers, "Layers of each LSTM");
    v.field("codebook_size", c.codebook_size, "Code vectors of each codebook");
    v.field("target_bandwidths", c.target_bandwidths, "Bit rates in kbit/s, rising");
}

/// Throws ConfigError naming the field, its limits and the value found. What passes describes a
/// network of at most 2^28 parameters.
void validate(const CodecConfig& c);

/// The text of a config.json, of ours or of Hugging Face's. Fields that every codec has must be
/// there; the others default as Hugging Face's do. Values that follow from others (frame_rate,
/// num_quantizers, codebook_dim, segment_length, segment_stride) must agree with them; what only
/// says how a file came about (architectures, torch_dtype, ...) is passed over; any other key is an
/// error. Throws ConfigError, or DataError where it is no JSON, naming `where`.
CodecConfig parse_codec_config(std::string_view text, std::string_view where);
/// The inverse: fields in the order of the struct, then the values that follow from them.
Json codec_config_json(const CodecConfig& c);

/// Published configurations: encodec_24khz, encodec_48khz, encodec_32khz (the one of MusicGen).
/// Throws UsageError for another name, with the nearest.
CodecConfig codec_preset(std::string_view name);
std::span<const std::string> codec_preset_names();

/// Samples that one latent frame stands for: the product of the ratios.
int hop_length(const CodecConfig& c);
/// Latent frames a second, rounded up to a whole number as the reference does.
int frame_rate_hz(const CodecConfig& c);
/// Bits of one code: log2 of the codebook's size, rounded up.
int bits_per_code(const CodecConfig& c);
/// Latent frames of a segment of `samples`: samples / hop_length, rounded up.
std::int64_t frames_of(const CodecConfig& c, std::int64_t samples);
/// Codebooks of the highest bandwidth: all that the quantizer has.
int num_codebooks(const CodecConfig& c);
/// Codebooks that fit into `kbps`, at least one. Throws UsageError for a bandwidth that is not
/// among the model's, naming those.
int codebooks_for_bandwidth(const CodecConfig& c, double kbps);

/// How long sound is cut: segments of `length` samples that begin every `stride` samples.
struct SegmentPlan {
    std::int64_t length = 0, stride = 0;
};
/// nullopt for models that take a clip as a whole.
std::optional<SegmentPlan> segment_plan(const CodecConfig& c);

}  // namespace affetto
