#include "affetto/audio/sample_rounding.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "affetto/audio/sound_file.hpp"
#include "affetto/audio/sound_reader.hpp"
#include "affetto/core/error.hpp"
#include "sounds.hpp"

namespace affetto {
namespace {

constexpr float kStep = 0x1p-15f;

std::vector<std::int32_t> rounded(const std::vector<float>& samples, Dither dither, int bits = 16) {
    std::vector<std::int32_t> whole(samples.size());
    SampleRounding(bits, dither).round(samples, whole);
    return whole;
}

struct Errors {
    double mean = 0, low = 0, high = 0, mean_square = 0;  ///< in steps of 16 bits
};

/// Of a sound after it was written and read.
Errors errors_of(std::string_view format, Dither dither) {
    const AudioBuffer sound = test::sines(2);
    const Bytes bytes = encode_sound(sound, format, SampleFormat::pcm16, dither);
    SoundReader reader(bytes, "a file");
    std::vector<float> read(sound.samples.size());
    EXPECT_EQ(reader.read(read), sound.frames());
    Errors errors;
    for (std::size_t i = 0; i < read.size(); ++i) {
        const double error = (double{read[i]} - double{sound.samples[i]}) / kStep;
        errors.mean += error / static_cast<double>(read.size());
        errors.mean_square += error * error / static_cast<double>(read.size());
        errors.low = std::min(errors.low, error);
        errors.high = std::max(errors.high, error);
    }
    return errors;
}

TEST(SampleRounding, RoundsHalfToEvenAndClips) {
    const std::vector<float> samples = {0.5f * kStep,  1.5f * kStep, 2.5f * kStep, -0.5f * kStep,
                                        -1.5f * kStep, 0.6f * kStep, 1.0f,         -1.0f,
                                        7.0f,          -7.0f};
    EXPECT_EQ(rounded(samples, Dither::none),
              (std::vector<std::int32_t>{0, 2, 2, 0, -2, 1, 32'767, -32'768, 32'767, -32'768}));
    EXPECT_EQ(rounded({0x1.8p-23f, 1.0f}, Dither::none, 24),
              (std::vector<std::int32_t>{2, 8'388'607}));
    EXPECT_EQ(
        rounded({std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity()},
                Dither::automatic),
        (std::vector<std::int32_t>{0, 32'767}));
}

TEST(SampleRounding, SilenceAndSixteenBitSoundStayAsTheyAre) {
    std::vector<float> samples(1'000, 0.0f);
    std::vector<std::int32_t> expected(1'000, 0);
    for (std::int32_t value = -32'768; value < 32'768; ++value) {
        samples.push_back(static_cast<float>(value) * kStep);
        expected.push_back(value);
    }
    EXPECT_EQ(rounded(samples, Dither::automatic), expected);
}

TEST(SampleRounding, DitherMakesALevelBelowOneStepAudibleInTheMean) {
    const std::vector<float> quiet(200'000, 0.3f * kStep);
    double sum = 0;
    for (const std::int32_t value : rounded(quiet, Dither::automatic)) sum += value;
    EXPECT_NEAR(sum / 200'000, 0.3, 0.01);
    EXPECT_EQ(rounded(quiet, Dither::none), std::vector<std::int32_t>(200'000, 0));
}

TEST(SampleRounding, TheSameSoundGivesTheSameNumbersInAnyPieces) {
    const AudioBuffer sound = test::sines(0.5);
    const std::vector<std::int32_t> whole = rounded(sound.samples, Dither::automatic);
    EXPECT_EQ(whole, rounded(sound.samples, Dither::automatic));
    SampleRounding pieces(16, Dither::automatic);
    std::vector<std::int32_t> joined(sound.samples.size());
    for (std::size_t at = 0; at < joined.size(); at += 777) {
        const std::size_t count = std::min<std::size_t>(777, joined.size() - at);
        pieces.round(std::span(sound.samples).subspan(at, count),
                     std::span(joined).subspan(at, count));
    }
    EXPECT_EQ(joined, whole);
}

TEST(SampleRounding, FilesAreOffByHalfAStepAtMostAndByNothingInTheMean) {
    for (const char* format : {"wav", "flac"}) {
        const Errors plain = errors_of(format, Dither::none);
        EXPECT_NEAR(plain.mean, 0, 0.01) << format;
        EXPECT_GE(plain.low, -0.51) << format;
        EXPECT_LE(plain.high, 0.51) << format;
        const Errors dithered = errors_of(format, Dither::automatic);
        EXPECT_NEAR(dithered.mean, 0, 0.01) << format;
        EXPECT_GE(dithered.low, -1.51) << format;
        EXPECT_LE(dithered.high, 1.51) << format;
        // A twelfth of rounding and a sixth of the noise.
        EXPECT_NEAR(dithered.mean_square, 0.25, 0.01) << format;
    }
}

TEST(SampleRounding, SixteenBitSoundComesBackBitForBit) {
    AudioBuffer sound = test::sines(0.5);
    std::vector<std::int32_t> whole(sound.samples.size());
    SampleRounding(16, Dither::none).round(sound.samples, whole);
    for (std::size_t i = 0; i < whole.size(); ++i)
        sound.samples[i] = static_cast<float>(whole[i]) * kStep;
    for (const char* format : {"wav", "flac"}) {
        const Bytes bytes = encode_sound(sound, format);
        SoundReader reader(bytes, "a file");
        std::vector<float> read(sound.samples.size());
        EXPECT_EQ(reader.read(read), sound.frames());
        EXPECT_EQ(read, sound.samples) << format;
    }
}

TEST(SampleRounding, UnknownNamesOfDitherAreRefused) {
    for (const std::string& name : dither_names()) EXPECT_EQ(name_of(dither_from_name(name)), name);
    EXPECT_THROW((void)dither_from_name("shaped"), UsageError);
}

}  // namespace
}  // namespace affetto
