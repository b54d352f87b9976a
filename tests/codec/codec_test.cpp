#include "affetto/codec/codec.hpp"

#include <ATen/Parallel.h>
#include <gmock/gmock.h>

#include <thread>

#include "affetto/codec/codec_folder.hpp"
#include "affetto/codec/codec_stream.hpp"
#include "affetto/codec/seanet.hpp"
#include "affetto/core/error.hpp"
#include "affetto/tensor/random_tensors.hpp"
#include "codec/small_codec.hpp"
#include "core/message_of.hpp"
#include "support/temporary_folder.hpp"

namespace affetto {
namespace {

using test::message_of;
using test::random_weights;
using test::small_config;
using test::small_segmented_config;
using ::testing::HasSubstr;

constexpr double kRounding = 2e-5;

Codec codec_of(const CodecConfig& config) { return {config, random_weights(config), "weights"}; }

at::Tensor noise(const CodecConfig& config, std::int64_t clips, std::int64_t samples) {
    at::Generator rng = make_generator(7);
    return uniform({clips, config.audio_channels, samples}, 0.8, rng);
}

void expect_near(const at::Tensor& ours, const at::Tensor& theirs, const std::string& where) {
    ASSERT_EQ(ours.sizes(), theirs.sizes()) << where;
    const double difference = ours.numel() == 0 ? 0 : (ours - theirs).abs().max().item<double>();
    EXPECT_LE(difference, kRounding) << where;
}

/// Configurations in which every part of a codec shows.
std::vector<std::pair<std::string, CodecConfig>> many_configs() {
    std::vector<std::pair<std::string, CodecConfig>> configs{{"causal", small_config()},
                                                             {"norm", small_segmented_config()}};
    const auto add = [&](const std::string& name, auto&& change) {
        configs.emplace_back(name, small_config());
        change(configs.back().second);
    };
    add("centred", [](CodecConfig& c) { c.use_causal_conv = false; });
    add("identity shortcut", [](CodecConfig& c) { c.use_conv_shortcut = false; });
    add("dilated", [](CodecConfig& c) { c.num_residual_layers = 3; });
    add("no residuals", [](CodecConfig& c) { c.num_residual_layers = 0; });
    add("zeros", [](CodecConfig& c) { c.pad_mode = "constant"; });
    add("replicate, stereo", [](CodecConfig& c) {
        c.pad_mode = "replicate";
        c.audio_channels = 2;
    });
    add("trimmed on both sides", [](CodecConfig& c) { c.trim_right_ratio = 0.4; });
    add("ratio of one, wide, three layers", [](CodecConfig& c) {
        c.upsampling_ratios = {1, 5};
        c.num_filters = 9;
        c.num_lstm_layers = 3;
        c.compress = 1;
    });
    return configs;
}

TEST(Codec, AgreesWithTheDifferentiableNetworkInEveryConfiguration) {
    for (const auto& [name, config] : many_configs()) {
        const Codec codec = codec_of(config);
        const NamedTensors weights = to_tensors(random_weights(config));
        for (const std::int64_t samples : {1, 2, 3, 4, 5, 6, 7, 11, 12, 13, 40, 301}) {
            const std::string where = name + ", " + std::to_string(samples) + " samples";
            const at::Tensor sound = noise(config, 2, samples);
            const at::Tensor latents = codec.encode(sound);
            expect_near(latents, run_seanet(encoder_layout(config), config, weights, sound), where);
            expect_near(codec.decode(latents),
                        run_seanet(decoder_layout(config), config, weights, latents), where);
        }
    }
}

TEST(Codec, ShapesFollowFromTheHop) {
    const Codec codec = codec_of(small_config());
    const at::Tensor latents = codec.encode(noise(codec.config(), 3, 25));
    EXPECT_EQ(latents.sizes(), (std::vector<std::int64_t>{3, 5, 5}));
    const at::Tensor codes = codec.quantize(latents, 2);
    EXPECT_EQ(codes.sizes(), (std::vector<std::int64_t>{2, 3, 5}));
    EXPECT_EQ(codec.dequantize(codes).sizes(), latents.sizes());
    EXPECT_EQ(codec.decode(latents).sizes(), (std::vector<std::int64_t>{3, 1, 30}));
}

TEST(Codec, QuantizesToTheNearestVectorsOneAfterTheOther) {
    const CodecConfig config = small_config();
    const WeightTensors weights = random_weights(config);
    const Codec codec = codec_of(config);
    const at::Tensor latents = codec.encode(noise(config, 2, 200));
    const at::Tensor codes = codec.quantize(latents, num_codebooks(config));
    at::Tensor residual = latents, sum = at::zeros_like(latents);
    for (int k = 0; k < num_codebooks(config); ++k) {
        const at::Tensor vectors = to_tensors(weights).at(codebook_name(k));
        const at::Tensor nearest =
            at::cdist(residual.transpose(1, 2).contiguous(), vectors.expand({2, -1, -1})).argmin(2);
        EXPECT_TRUE(codes[k].equal(nearest)) << k;
        const at::Tensor found = at::embedding(vectors, nearest).transpose(1, 2);
        residual = residual - found;
        sum = sum + found;
        EXPECT_TRUE(codec.dequantize(codes.narrow(0, 0, k + 1)).equal(sum)) << k;
    }
}

TEST(Codec, GradientsReachEveryParameterOfTheDifferentiableNetwork) {
    for (const CodecConfig& config : {small_config(), small_segmented_config()}) {
        NamedTensors weights = to_tensors(random_weights(config));
        for (auto& [name, tensor] : weights) tensor.requires_grad_(true);
        const at::Tensor latents =
            run_seanet(encoder_layout(config), config, weights, noise(config, 1, 60));
        run_seanet(decoder_layout(config), config, weights, latents).square().mean().backward();
        for (const auto& [name, tensor] : weights) {
            if (name.rfind("quantizer", 0) == 0) continue;
            EXPECT_TRUE(tensor.grad().defined() && tensor.grad().abs().sum().item<float>() > 0)
                << name;
        }
    }
}

TEST(Codec, ManyThreadsMayUseOne) {
    const Codec codec = codec_of(small_config());
    const at::Tensor sound = noise(codec.config(), 1, 500), expected = codec.encode(sound);
    std::vector<std::thread> threads;
    std::vector<at::Tensor> found(4);
    for (at::Tensor& result : found)
        threads.emplace_back([&] {
            for (int i = 0; i < 10; ++i) result = codec.encode(sound);
        });
    for (std::thread& thread : threads) thread.join();
    for (const at::Tensor& result : found) EXPECT_TRUE(result.equal(expected));
}

TEST(Codec, SeveralThreadsForOneClipGiveTheSameResult) {
    const Codec codec = codec_of(small_config());
    const at::Tensor sound = noise(codec.config(), 3, 4'000);
    const at::Tensor latents = codec.encode(sound), decoded = codec.decode(latents);
    const int before = at::get_num_threads();
    at::set_num_threads(3);
    EXPECT_TRUE(codec.encode(sound).equal(latents));
    EXPECT_TRUE(codec.decode(latents).equal(decoded));
    at::set_num_threads(before);
}

TEST(Codec, RefusesTensorsOfAnotherShape) {
    const Codec codec = codec_of(small_config());
    EXPECT_THAT(message_of<std::invalid_argument>([&] {
                    (void)codec.encode(at::zeros({1, 2, 10}));
                }),
                HasSubstr("sound: expected float32 [clips, 1, time] on the CPU, got [1, 2, 10]"));
    EXPECT_THROW((void)codec.encode(at::zeros({1, 1, 0})), std::invalid_argument);
    EXPECT_THROW((void)codec.encode(at::zeros({1, 1, 5}, at::kDouble)), std::invalid_argument);
    EXPECT_THROW((void)codec.decode(at::zeros({1, 4, 5})), std::invalid_argument);
    EXPECT_THROW((void)codec.quantize(at::zeros({1, 5, 5}), 4), std::invalid_argument);
    EXPECT_THAT(message_of<std::invalid_argument>([&] {
                    (void)codec.dequantize(at::full({1, 1, 3}, 8, at::kLong));
                }),
                HasSubstr("codes: must lie in [0, 7], got 8"));
    EXPECT_THROW((void)codec.dequantize(at::full({1, 1, 3}, -1, at::kLong)), std::invalid_argument);
}

/// What comes out of a stream that takes pieces of 1, 2, 3 ... `longest`, 1, 2 ... samples.
std::vector<EncodedSegment> stream_encode(const Codec& codec, const at::Tensor& sound,
                                          std::int64_t longest) {
    EncoderStream stream(codec, sound.size(0));
    std::vector<EncodedSegment> all;
    const auto keep = [&](const std::vector<EncodedSegment>& ready) {
        all.insert(all.end(), ready.begin(), ready.end());
    };
    std::int64_t n = 0;
    for (std::int64_t at = 0; at < sound.size(2); at += n) {
        n = std::min(n % longest + 1, sound.size(2) - at);
        keep(stream.push(sound.narrow(2, at, n)));
    }
    keep(stream.finish());
    return all;
}

TEST(CodecStream, InPiecesIsTheWholeBitForBit) {
    for (const auto& [name, config] : many_configs()) {
        if (segment_plan(config)) continue;
        const Codec codec = codec_of(config);
        for (const std::int64_t samples : {1, 2, 5, 9, 64, 303}) {
            const std::string where = name + ", " + std::to_string(samples) + " samples";
            const at::Tensor sound = noise(config, 2, samples), whole = codec.encode(sound);
            std::vector<at::Tensor> latents;
            for (const EncodedSegment& piece : stream_encode(codec, sound, 11))
                latents.push_back(piece.latents);
            EXPECT_TRUE(at::cat(latents, 2).equal(whole)) << where;
            DecoderStream decoder(codec, 2);
            std::vector<at::Tensor> sounds;
            for (const at::Tensor& piece : whole.split(2, 2))
                sounds.push_back(decoder.push({piece, {}}));
            sounds.push_back(decoder.finish());
            EXPECT_TRUE(at::cat(sounds, 2).equal(codec.decode(whole))) << where;
        }
    }
}

TEST(CodecStream, OfSegmentsIsTheWhole) {
    const Codec codec = codec_of(small_segmented_config());
    // 60 samples a segment, a new one every 54: also ends just before, at and after each.
    for (const std::int64_t samples : {1, 53, 54, 55, 60, 61, 64, 108, 113, 114, 115, 500}) {
        const at::Tensor sound = noise(codec.config(), 2, samples);
        const std::vector<EncodedSegment> whole = encode_clip(codec, sound),
                                          pieces = stream_encode(codec, sound, 80);
        ASSERT_EQ(pieces.size(), whole.size()) << samples;
        DecoderStream decoder(codec, 2);
        std::vector<at::Tensor> sounds;
        for (std::size_t i = 0; i < whole.size(); ++i) {
            expect_near(pieces[i].latents, whole[i].latents, std::to_string(samples));
            expect_near(pieces[i].scale, whole[i].scale, std::to_string(samples));
            sounds.push_back(decoder.push(whole[i]));
        }
        sounds.push_back(decoder.finish());
        const at::Tensor decoded = decode_clip(codec, whole);
        EXPECT_GE(decoded.size(2), samples);
        expect_near(at::cat(sounds, 2), decoded, std::to_string(samples));
    }
}

TEST(CodecStream, GivesTheFirstSoundAfterAFewFrames) {
    const Codec codec = codec_of(small_config());
    const at::Tensor latents = codec.encode(noise(codec.config(), 1, 600));
    DecoderStream decoder(codec);
    EXPECT_GT(decoder.push({latents.narrow(2, 0, 8), {}}).size(2), 12);
}

TEST(CodecStream, OfNothingIsNothing) {
    for (const CodecConfig& config : {small_config(), small_segmented_config()}) {
        const Codec codec = codec_of(config);
        EXPECT_TRUE(EncoderStream(codec).finish().empty());
        EXPECT_EQ(DecoderStream(codec).finish().size(2), 0);
    }
}

TEST(OverlapAdd, OfEqualSegmentsIsTheSegmentItself) {
    const at::Tensor ones = at::ones({1, 1, 10});
    expect_near(overlap_add({ones, ones, ones}, 8), at::ones({1, 1, 26}), "");
}

TEST(OverlapAdd, KeepsAnEndBehindTheLastSegments) {
    const at::Tensor sum = overlap_add({at::ones({1, 1, 10}), at::ones({1, 1, 1})}, 8);
    EXPECT_EQ(sum.size(2), 10);
}

TEST(SegmentScale, IsTheLoudnessOfTheMeanOverChannels) {
    const at::Tensor sound = at::tensor({3.0f, -1.0f, 1.0f, -3.0f}).view({1, 2, 2});
    // The mean over channels is 2, -2.
    EXPECT_FLOAT_EQ(segment_scale(sound).item<float>(), 2.0f);
    EXPECT_FLOAT_EQ(segment_scale(at::zeros({1, 2, 5})).item<float>(), 1e-8f);
}

TEST(CodecFolder, KeepsACodec) {
    const test::TemporaryFolder folder;
    for (const CodecConfig& config : {small_config(), small_segmented_config()}) {
        write_codec(folder.path(), config, random_weights(config), false);
        const auto read = read_codec(folder.path());
        EXPECT_EQ(read->config(), config);
        const at::Tensor sound = noise(config, 1, 50);
        EXPECT_TRUE(read->encode(sound).equal(codec_of(config).encode(sound)));
    }
}

TEST(CodecFolder, OfHalfPrecisionIsNearlyTheSame) {
    const test::TemporaryFolder folder;
    const CodecConfig config = small_config();
    write_codec(folder.path(), config, random_weights(config), true);
    const at::Tensor sound = noise(config, 1, 50);
    const at::Tensor difference =
        read_codec(folder.path())->encode(sound) - codec_of(config).encode(sound);
    EXPECT_GT(difference.abs().max().item<float>(), 0);
    EXPECT_LT(difference.abs().max().item<float>(), 1e-2);
}

TEST(CodecFolder, SaysWhatIsMissingOrDoesNotFit) {
    const test::TemporaryFolder folder;
    const auto fault = [&] {
        return message_of<CheckpointError>([&] { (void)read_codec(folder.path()); });
    };
    EXPECT_THAT(fault(), HasSubstr("no config.json"));
    const CodecConfig config = small_config();
    write_codec(folder.path(), config, random_weights(config), false);
    CodecConfig wider = config;
    wider.num_filters = 8;
    write_json(folder / "config.json", codec_config_json(wider));
    EXPECT_THAT(fault(), HasSubstr("model.safetensors: tensor 'encoder.layers.0.conv.weight' has "
                                   "shape [4, 1, 5], expected [8, 1, 5]"));
    write_text(folder / "config.json", "{\"sampling_rate\": 1}");
    EXPECT_THAT(fault(), HasSubstr("config.json: audio_channels: is missing"));
    Json later = codec_config_json(config);
    later["format_version"] = 2;
    write_json(folder / "config.json", later);
    EXPECT_THAT(fault(), HasSubstr("format_version 2, expected 1"));
}

}  // namespace
}  // namespace affetto
