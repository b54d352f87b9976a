#include "affetto/features/codec_frames.hpp"

#include <gmock/gmock.h>

#include <cmath>

#include "affetto/codec/codec.hpp"
#include "affetto/core/error.hpp"
#include "affetto/features/feature_sound.hpp"
#include "affetto/features/frame_format.hpp"
#include "affetto/tensor/random_tensors.hpp"
#include "codec/small_codec.hpp"

namespace affetto {
namespace {

using test::random_weights;
using test::small_config;
using test::small_segmented_config;
using testing::HasSubstr;
using testing::ThrowsMessage;

constexpr double kRounding = 1e-5;

Codec codec_of(const CodecConfig& config) { return {config, random_weights(config), "weights"}; }

at::Tensor noise(std::int64_t samples) {
    at::Generator rng = make_generator(3);
    return uniform({samples}, 0.5, rng);
}

TEST(CodecFrames, AreTheLatentsOfTheWholeSound) {
    const Codec codec = codec_of(small_config());
    const at::Tensor sound = noise(605);
    const at::Tensor frames = codec_frames(codec, sound);
    EXPECT_EQ(frames.sizes(), (at::IntArrayRef{101, 5}));  // 605 / 6, rounded up
    const at::Tensor latents = codec.encode(sound.reshape({1, 1, -1}));
    EXPECT_TRUE(at::equal(frames, latents[0].t()));
    const at::Tensor again = sound_of_codec_frames(codec, frames);
    EXPECT_EQ(again.sizes(), (at::IntArrayRef{1, 606}));
    EXPECT_TRUE(at::equal(again, codec.decode(latents)[0]));
    EXPECT_DOUBLE_EQ(frames_per_second(codec.config()), 1000);
}

TEST(CodecFrames, OfSegmentsLieEvenlyAndSayHowLoudEachWas) {
    CodecConfig config = small_segmented_config();
    config.overlap = 0.15;  // a stride of 51 samples is no whole number of frames
    const Codec codec = codec_of(config);
    const auto plan = frame_plan(config);
    ASSERT_TRUE(plan);
    EXPECT_EQ(plan->length, 60);
    EXPECT_EQ(plan->stride, 48);
    EXPECT_EQ(values_of(config), 6);

    const at::Tensor sound = noise(200);
    const at::Tensor frames = codec_frames(codec, sound);
    ASSERT_EQ(frames.sizes(), (at::IntArrayRef{34, 6}));
    // The second segment, from sample 48 on, gives frames 8 to 15.
    const at::Tensor piece = sound.narrow(0, 48, 60).expand({1, 2, 60});
    const double loudness = 1e-8 + std::sqrt(piece.square().mean().item<double>());
    const at::Tensor latents = codec.encode(piece / loudness)[0].t();
    EXPECT_TRUE(at::allclose(frames.narrow(0, 8, 8).narrow(1, 0, 5), latents.narrow(0, 0, 8),
                             kRounding, kRounding));
    for (int t = 8; t < 16; ++t)
        EXPECT_NEAR(frames[t][5].item<double>(), std::log(loudness), kRounding);
    EXPECT_EQ(sound_of_codec_frames(codec, frames).sizes(), (at::IntArrayRef{2, 204}));
}

TEST(CodecFrames, SoundAsLoudAsTheirLoudnessSays) {
    const Codec codec = codec_of(small_segmented_config());
    const at::Tensor frames = codec_frames(codec, noise(500));
    at::Tensor louder = frames.clone();
    louder.select(1, 5) += std::log(2.0);
    EXPECT_TRUE(at::allclose(sound_of_codec_frames(codec, louder),
                             2 * sound_of_codec_frames(codec, frames), 1e-4, kRounding));
    // Silence is soft, not minus infinity; what is absurdly loud stays finite.
    const at::Tensor silence = codec_frames(codec, at::zeros({100}));
    EXPECT_NEAR(silence[0][5].item<double>(), std::log(1e-5), kRounding);
    louder.select(1, 5).fill_(1e6);
    EXPECT_TRUE(at::isfinite(sound_of_codec_frames(codec, louder)).all().item<bool>());
}

TEST(CodecFrames, OfEveryLengthComeBackWithThatLength) {
    for (const CodecConfig& config : {small_config(), small_segmented_config()}) {
        const Codec codec = codec_of(config);
        for (const std::int64_t samples : {1, 5, 6, 7, 53, 54, 55, 60, 61, 108, 109}) {
            const at::Tensor frames = codec_frames(codec, noise(samples));
            EXPECT_EQ(frames.size(0), (samples + 5) / 6);
            EXPECT_EQ(sound_of_codec_frames(codec, frames).size(1), frames.size(0) * 6);
        }
    }
}

TEST(CodecFrames, AreDescribedByCodes) {
    for (const CodecConfig& config : {small_config(), small_segmented_config()}) {
        const Codec codec = codec_of(config);
        const at::Tensor frames = codec_frames(codec, noise(400));
        const at::Tensor latents = frames.narrow(1, 0, 5).t().unsqueeze(0);
        const at::Tensor codes = codes_of_frames(codec, frames, 2);
        EXPECT_EQ(codes.scalar_type(), at::kShort);
        EXPECT_TRUE(at::equal(codes.to(at::kLong), codec.quantize(latents, 2).select(1, 0)));
        const at::Tensor snapped = snapped_to_codes(codec, frames);
        ASSERT_EQ(snapped.sizes(), frames.sizes());
        EXPECT_TRUE(at::equal(snapped.narrow(1, 0, 5),
                              codec.dequantize(codec.quantize(latents, 3))[0].t()));
        EXPECT_TRUE(at::equal(snapped.slice(1, 5), frames.slice(1, 5)));
    }
    CodecConfig large = small_config();
    large.codebook_size = 40'000;
    large.target_bandwidths = {16};
    const Codec codec = codec_of(large);
    EXPECT_EQ(codes_of_frames(codec, codec_frames(codec, noise(12)), 1).scalar_type(), at::kInt);
}

TEST(CodecFrames, RefuseWhatIsNoSound) {
    const Codec codec = codec_of(small_config());
    EXPECT_THROW(codec_frames(codec, at::empty({0})), DataError);
    at::Tensor frames = codec_frames(codec, noise(60));
    frames[3][2] = NAN;
    EXPECT_THAT([&] { sound_of_codec_frames(codec, frames); },
                ThrowsMessage<DataError>(HasSubstr("no numbers")));
}

FrameFormat format_of(const CodecConfig& config) {
    FrameFormat format;
    format.encodec = {"tiny", "/somewhere/tiny", std::string(64, 'a'), config, nullptr};
    format.statistics = {10, at::zeros({values_of(config)}, at::kDouble),
                         at::ones({values_of(config)}, at::kDouble)};
    return format;
}

TEST(FrameFormatOfACodec, IsRememberedWithoutTheCodec) {
    const auto r = Representation::encodec;
    const FrameFormat format = format_of(small_segmented_config());
    const FrameFormat read =
        frame_format_from_json(parse_json(to_json(format, r).dump(), "text"), r, "file");
    EXPECT_EQ(read.encodec.name, "tiny");
    EXPECT_EQ(read.encodec.path, "/somewhere/tiny");
    EXPECT_EQ(read.encodec.sha256, format.encodec.sha256);
    EXPECT_EQ(read.encodec.config, format.encodec.config);
    EXPECT_EQ(values_of(read, r), 6);
    EXPECT_EQ(sample_rate_of(read, r), 6'000);
    EXPECT_THROW(SoundFeatures(read, r), std::invalid_argument);
    EXPECT_THROW(sound_of_frames(at::zeros({4, 6}), read, r), std::invalid_argument);
}

TEST(FrameFormatOfACodec, RefusesWhatCannotBe) {
    const auto r = Representation::encodec;
    const Json good = parse_json(to_json(format_of(small_config()), r).dump(), "text");
    const auto refused = [&](auto&& change, const char* word) {
        Json json = good;
        change(json);
        EXPECT_THAT(
            [&] { frame_format_from_json(json, r, "file.json"); },
            ThrowsMessage<DataError>(testing::AllOf(HasSubstr("file.json"), HasSubstr(word))));
    };
    refused([](Json& j) { j["encodec"]["sha256"] = "abc"; }, "sha256");
    refused([](Json& j) { j["encodec"].erase("codec"); }, "codec");
    refused([](Json& j) { j["encodec"]["config"]["hidden_size"] = 0; }, "hidden_size");
    refused([](Json& j) { j["encodec"]["config"]["hidden_size"] = 9; }, "statistics");
    refused([](Json& j) { j["encodec"]["config"]["wings"] = 2; }, "wings");
    refused([](Json& j) { j["encodec"] = 3; }, "");
}

}  // namespace
}  // namespace affetto
