#include "affetto/codec/codec_config.hpp"

#include <gmock/gmock.h>

#include "affetto/codec/codec_layout.hpp"
#include "affetto/core/error.hpp"
#include "core/message_of.hpp"

namespace affetto {
namespace {

using test::message_of;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

/// A config.json as Hugging Face writes one, with `field` set to `value` or, where that is empty,
/// taken out.
std::string published(const std::string& field = "", const std::string& value = "") {
    Json json = Json::parse(R"({
        "architectures": ["EncodecModel"], "audio_channels": 2, "chunk_length_s": 1.0,
        "codebook_dim": 128, "codebook_size": 1024, "compress": 2, "dilation_growth_rate": 2,
        "hidden_size": 128, "kernel_size": 7, "last_kernel_size": 7, "model_type": "encodec",
        "norm_type": "time_group_norm", "normalize": true, "num_filters": 32,
        "num_lstm_layers": 2, "num_residual_layers": 1, "overlap": 0.01, "pad_mode": "reflect",
        "residual_kernel_size": 3, "sampling_rate": 48000,
        "target_bandwidths": [3.0, 6.0, 12.0, 24.0], "torch_dtype": "float32",
        "transformers_version": "4.31.0.dev0", "trim_right_ratio": 1.0,
        "upsampling_ratios": [8, 5, 4, 2], "use_causal_conv": false})");
    if (value.empty())
        json.erase(field);
    else
        json[field] = Json::parse(value);
    return json.dump();
}

std::string refusal(const std::string& field, const std::string& value) {
    return message_of<ConfigError>(
        [&] { (void)parse_codec_config(published(field, value), "config.json"); });
}

TEST(CodecConfig, ReadsAPublishedFile) {
    EXPECT_EQ(parse_codec_config(published(), "config.json"), codec_preset("encodec_48khz"));
}

TEST(CodecConfig, WritesWhatItReads) {
    for (const std::string& name : codec_preset_names()) {
        const CodecConfig config = codec_preset(name);
        EXPECT_EQ(parse_codec_config(codec_config_json(config).dump(), name), config);
    }
}

TEST(CodecConfig, PresetsHaveTheRatesThatWerePublished) {
    const CodecConfig mono = codec_preset("encodec_24khz");
    EXPECT_EQ(hop_length(mono), 320);
    EXPECT_EQ(frame_rate_hz(mono), 75);
    EXPECT_EQ(num_codebooks(mono), 32);
    EXPECT_EQ(codebooks_for_bandwidth(mono, 6), 8);
    const CodecConfig stereo = codec_preset("encodec_48khz");
    EXPECT_EQ(frame_rate_hz(stereo), 150);
    EXPECT_EQ(num_codebooks(stereo), 16);
    EXPECT_EQ(codebooks_for_bandwidth(stereo, 6), 4);
    EXPECT_EQ(segment_plan(stereo)->length, 48'000);
    EXPECT_EQ(segment_plan(stereo)->stride, 47'520);
    const CodecConfig music = codec_preset("encodec_32khz");
    EXPECT_EQ(hop_length(music), 640);
    EXPECT_EQ(frame_rate_hz(music), 50);
    EXPECT_EQ(bits_per_code(music), 11);
    EXPECT_EQ(num_codebooks(music), 4);
    for (const std::string& name : codec_preset_names())
        EXPECT_NO_THROW(validate(codec_preset(name))) << name;
}

TEST(CodecConfig, CountsTheParametersOfThe24kHzModel) {
    // 14.8 million in encoder and decoder, 32 codebooks of 1024 vectors of 128.
    EXPECT_EQ(parameter_count(codec_preset("encodec_24khz")), 19'041'121);
}

TEST(CodecConfig, UnknownPresetNamesTheNearest) {
    EXPECT_THAT(message_of<UsageError>([] { (void)codec_preset("encodec_24kHz"); }),
                HasSubstr("did you mean 'encodec_24khz'"));
}

TEST(CodecConfig, UnknownBandwidthNamesThoseThatThereAre) {
    EXPECT_EQ(message_of<UsageError>(
                  [] { (void)codebooks_for_bandwidth(codec_preset("encodec_48khz"), 5); }),
              "bandwidth: this codec has 3, 6, 12, 24 kbit/s, not 5");
}

TEST(CodecConfig, MissingFieldsAreNamed) {
    EXPECT_EQ(refusal("sampling_rate", ""), "config.json: sampling_rate: is missing");
    EXPECT_EQ(refusal("upsampling_ratios", ""), "config.json: upsampling_ratios: is missing");
}

TEST(CodecConfig, UnknownFieldsAreNamed) {
    EXPECT_THAT(refusal("num_filter", "32"), HasSubstr("did you mean 'num_filters'"));
    EXPECT_THAT(refusal("model_type", "\"dac\""), HasSubstr("model_type: expected \"encodec\""));
}

TEST(CodecConfig, ValuesOutOfRangeAreNamedWithTheirLimits) {
    EXPECT_THAT(refusal("audio_channels", "3"), HasSubstr("audio_channels: must lie in [1, 2]"));
    EXPECT_THAT(refusal("num_filters", "\"32\""),
                HasSubstr("num_filters: expected a whole number"));
    EXPECT_THAT(refusal("codebook_size", "100000000"), HasSubstr("codebook_size: must lie in"));
    EXPECT_THAT(refusal("upsampling_ratios", "[]"), HasSubstr("upsampling_ratios: their number"));
    EXPECT_THAT(refusal("upsampling_ratios", "[64, 64, 64, 64, 64, 64, 64, 64]"),
                HasSubstr("upsampling_ratios: their product"));
    EXPECT_THAT(refusal("pad_mode", "\"mirror\""), HasSubstr("pad_mode: expected one of reflect"));
    EXPECT_THAT(refusal("target_bandwidths", "[6, 3]"), HasSubstr("target_bandwidths: must rise"));
    EXPECT_THAT(refusal("target_bandwidths", "[1e9]"), HasSubstr("target_bandwidths"));
    EXPECT_THAT(refusal("overlap", "null"), HasSubstr("overlap: must be given where"));
    EXPECT_THAT(refusal("use_causal_conv", "true"), HasSubstr("time_group_norm is not causal"));
    EXPECT_THAT(refusal("chunk_length_s", "1e300"), HasSubstr("chunk_length_s"));
}

TEST(CodecConfig, ValuesThatContradictEachOtherAreNamed) {
    EXPECT_EQ(refusal("codebook_dim", "64"),
              "config.json: codebook_dim: follows from the other fields as 128, got 64");
    EXPECT_EQ(refusal("num_quantizers", "32"),
              "config.json: num_quantizers: follows from the other fields as 16, got 32");
}

TEST(CodecConfig, RefusesNetworksTooLargeForMemory) {
    CodecConfig config;
    config.num_filters = 512;
    EXPECT_THAT(message_of<ConfigError>([&] { validate(config); }), HasSubstr("parameters"));
}

TEST(CodecConfig, FramesCountTheStartedOne) {
    const CodecConfig config = codec_preset("encodec_24khz");
    EXPECT_EQ(frames_of(config, 1), 1);
    EXPECT_EQ(frames_of(config, 320), 1);
    EXPECT_EQ(frames_of(config, 321), 2);
}

}  // namespace
}  // namespace affetto
