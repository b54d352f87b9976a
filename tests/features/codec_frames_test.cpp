#include "affetto/features/codec_frames.hpp"

#include <gmock/gmock.h>

#include <cmath>
#include <memory>

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

CodecFrames frames_with(const CodecConfig& config, double level_seconds = 0) {
    CodecFrames format;
    format.name = "tiny";
    format.path = "/somewhere/tiny";
    format.sha256 = std::string(64, 'a');
    format.config = config;
    format.codec = std::make_shared<const Codec>(config, random_weights(config), "weights");
    format.level_seconds = level_seconds;
    return format;
}

at::Tensor noise(std::int64_t samples) {
    at::Generator rng = make_generator(3);
    return uniform({samples}, 0.5, rng);
}

TEST(CodecFrames, AreTheLatentsOfTheWholeSound) {
    const CodecFrames format = frames_with(small_config());
    const at::Tensor sound = noise(605);
    const at::Tensor frames = codec_frames(format, sound);
    EXPECT_EQ(frames.sizes(), (at::IntArrayRef{101, 5}));  // 605 / 6, rounded up
    const at::Tensor latents = format.codec->encode(sound.reshape({1, 1, -1}));
    EXPECT_TRUE(at::equal(frames, latents[0].t()));
    const at::Tensor again = sound_of_codec_frames(format, frames);
    EXPECT_EQ(again.sizes(), (at::IntArrayRef{1, 606}));
    EXPECT_TRUE(at::equal(again, format.codec->decode(latents)[0]));
    EXPECT_DOUBLE_EQ(frames_per_second(format.config), 1000);
}

TEST(CodecFrames, OfSegmentsLieEvenlyAndSayHowLoudEachWas) {
    CodecConfig config = small_segmented_config();
    config.overlap = 0.15;  // a stride of 51 samples is no whole number of frames
    const CodecFrames format = frames_with(config);
    const auto plan = frame_plan(config);
    ASSERT_TRUE(plan);
    EXPECT_EQ(plan->length, 60);
    EXPECT_EQ(plan->stride, 48);
    EXPECT_EQ(values_of(format), 6);

    const at::Tensor sound = noise(200);
    const at::Tensor frames = codec_frames(format, sound);
    ASSERT_EQ(frames.sizes(), (at::IntArrayRef{34, 6}));
    // The second segment, from sample 48 on, gives frames 8 to 15.
    const at::Tensor piece = sound.narrow(0, 48, 60).expand({1, 2, 60});
    const double loudness = 1e-8 + std::sqrt(piece.square().mean().item<double>());
    const at::Tensor latents = format.codec->encode(piece / loudness)[0].t();
    EXPECT_TRUE(at::allclose(frames.narrow(0, 8, 8).narrow(1, 0, 5), latents.narrow(0, 0, 8),
                             kRounding, kRounding));
    for (int t = 8; t < 16; ++t)
        EXPECT_NEAR(frames[t][5].item<double>(), std::log(loudness), kRounding);
    EXPECT_EQ(sound_of_codec_frames(format, frames).sizes(), (at::IntArrayRef{2, 204}));
}

TEST(CodecFrames, SoundAsLoudAsTheirLoudnessSays) {
    const CodecFrames format = frames_with(small_segmented_config());
    const at::Tensor frames = codec_frames(format, noise(500));
    at::Tensor louder = frames.clone();
    louder.select(1, 5) += std::log(2.0);
    EXPECT_TRUE(at::allclose(sound_of_codec_frames(format, louder),
                             2 * sound_of_codec_frames(format, frames), 1e-4, kRounding));
    // Silence is soft, not minus infinity; what is absurdly loud stays finite.
    const at::Tensor silence = codec_frames(format, at::zeros({100}));
    EXPECT_NEAR(silence[0][5].item<double>(), std::log(1e-5), kRounding);
    louder.select(1, 5).fill_(1e6);
    EXPECT_TRUE(at::isfinite(sound_of_codec_frames(format, louder)).all().item<bool>());
}

TEST(CodecFrames, OfLevelledSoundSayHowLoudItIsFromMomentToMoment) {
    const CodecFrames format = frames_with(small_config(), 0.02);
    EXPECT_EQ(values_of(format), 6);
    const at::Tensor sound = noise(600);
    const at::Tensor frames = codec_frames(format, sound);
    ASSERT_EQ(frames.sizes(), (at::IntArrayRef{100, 6}));
    // Softer sound has the same latents and a lower level, so that level alone tells them apart.
    const at::Tensor softer = codec_frames(format, 0.25 * sound);
    EXPECT_TRUE(at::allclose(softer.narrow(1, 0, 5), frames.narrow(1, 0, 5), 1e-3, 1e-4));
    EXPECT_TRUE(at::allclose(softer.select(1, 5), frames.select(1, 5) + std::log(0.25), 0, 1e-4));
    EXPECT_TRUE(at::allclose(sound_of_codec_frames(format, softer),
                             0.25 * sound_of_codec_frames(format, frames), 1e-3, kRounding));
}

TEST(CodecFrames, OfCodecsThatNormaliseAreNotLevelledAgain) {
    EXPECT_THAT([] { validate(frames_with(small_segmented_config(), 0.1)); },
                ThrowsMessage<ConfigError>(HasSubstr("level_seconds")));
    EXPECT_THAT([] { validate(frames_with(small_config(), -1)); },
                ThrowsMessage<ConfigError>(HasSubstr("level_seconds")));
}

TEST(CodecFrames, OfEveryLengthComeBackWithThatLength) {
    for (const CodecFrames& format : {frames_with(small_config()), frames_with(small_config(), 0.1),
                                      frames_with(small_segmented_config())}) {
        for (const std::int64_t samples : {1, 5, 6, 7, 53, 54, 55, 60, 61, 108, 109}) {
            const at::Tensor frames = codec_frames(format, noise(samples));
            EXPECT_EQ(frames.size(0), (samples + 5) / 6);
            EXPECT_EQ(sound_of_codec_frames(format, frames).size(1), frames.size(0) * 6);
        }
    }
}

TEST(CodecFrames, AreDescribedByCodes) {
    for (const CodecConfig& config : {small_config(), small_segmented_config()}) {
        const CodecFrames format = frames_with(config);
        const at::Tensor frames = codec_frames(format, noise(400));
        const at::Tensor latents = frames.narrow(1, 0, 5).t().unsqueeze(0);
        const at::Tensor codes = codes_of_frames(*format.codec, frames, 2);
        EXPECT_EQ(codes.scalar_type(), at::kShort);
        EXPECT_TRUE(
            at::equal(codes.to(at::kLong), format.codec->quantize(latents, 2).select(1, 0)));
        const at::Tensor snapped = snapped_to_codes(*format.codec, frames);
        ASSERT_EQ(snapped.sizes(), frames.sizes());
        EXPECT_TRUE(at::equal(snapped.narrow(1, 0, 5),
                              format.codec->dequantize(format.codec->quantize(latents, 3))[0].t()));
        EXPECT_TRUE(at::equal(snapped.slice(1, 5), frames.slice(1, 5)));
    }
    CodecConfig large = small_config();
    large.codebook_size = 40'000;
    large.target_bandwidths = {16};
    const CodecFrames format = frames_with(large);
    EXPECT_EQ(codes_of_frames(*format.codec, codec_frames(format, noise(12)), 1).scalar_type(),
              at::kInt);
}

TEST(CodecFrames, RefuseWhatIsNoSound) {
    const CodecFrames format = frames_with(small_config());
    EXPECT_THROW(codec_frames(format, at::empty({0})), DataError);
    at::Tensor frames = codec_frames(format, noise(60));
    frames[3][2] = NAN;
    EXPECT_THAT([&] { sound_of_codec_frames(format, frames); },
                ThrowsMessage<DataError>(HasSubstr("no numbers")));
}

FrameFormat format_of(const CodecConfig& config, double level_seconds = 0) {
    FrameFormat format;
    format.encodec = frames_with(config, level_seconds);
    format.encodec.codec = nullptr;
    const std::int64_t values = values_of(format.encodec);
    format.statistics = {10, at::zeros({values}, at::kDouble), at::ones({values}, at::kDouble)};
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
    const std::string levelled = to_json(format_of(small_config(), 0.1), r).dump();
    EXPECT_EQ(frame_format_from_json(parse_json(levelled, "text"), r, "file").encodec.level_seconds,
              0.1);
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
    refused([](Json& j) { j["encodec"]["level_seconds"] = 9; }, "level_seconds");
    refused([](Json& j) { j["encodec"]["level_seconds"] = 0.1; }, "statistics");
    refused([](Json& j) { j["encodec"] = 3; }, "");
}

}  // namespace
}  // namespace affetto
