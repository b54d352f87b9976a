#include "affetto/audio/sound_file.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sndfile.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <numbers>

#include "affetto/audio/levels.hpp"
#include "affetto/core/error.hpp"
#include "support/temporary_folder.hpp"

namespace affetto {
namespace {

using testing::HasSubstr;

/// A second and a half of two sines, a different one on each side.
AudioBuffer two_sines() {
    AudioBuffer sound;
    for (int i = 0; i < 66'150; ++i) {
        const double t = 2 * std::numbers::pi * i / 44'100;
        sound.samples.push_back(static_cast<float>(0.5 * std::sin(440 * t)));
        sound.samples.push_back(static_cast<float>(0.25 * std::sin(660 * t)));
    }
    return sound;
}

AudioBuffer decoded(const Path& path) {
    SF_INFO info{};
    const std::unique_ptr<SNDFILE, int (*)(SNDFILE*)> file(sf_open(path.c_str(), SFM_READ, &info),
                                                           sf_close);
    AudioBuffer sound;
    if (!file) return sound;
    sound.sample_rate_hz = info.samplerate;
    sound.channels = info.channels;
    sound.samples.resize(static_cast<std::size_t>(info.frames * info.channels));
    EXPECT_EQ(sf_readf_float(file.get(), sound.samples.data(), info.frames), info.frames);
    return sound;
}

std::string output_of(const std::string& command) {
    const std::unique_ptr<FILE, int (*)(FILE*)> pipe(popen(command.c_str(), "r"), pclose);
    std::string output;
    std::array<char, 256> buffer;
    while (pipe && std::fgets(buffer.data(), buffer.size(), pipe.get()) != nullptr)
        output += buffer.data();
    return output;
}

TEST(SoundFile, LosslessFormatsKeepEverySampleToSixteenBits) {
    const test::TemporaryFolder folder;
    const AudioBuffer sound = two_sines();
    for (const char* format : {"wav", "flac"}) {
        const Path path = folder / (std::string("ton.") + format);
        write_sound(path, sound, format);
        const AudioBuffer read = decoded(path);
        ASSERT_EQ(read.samples.size(), sound.samples.size()) << format;
        EXPECT_EQ(read.sample_rate_hz, 44'100);
        EXPECT_EQ(read.channels, 2);
        float worst = 0;
        for (std::size_t i = 0; i < sound.samples.size(); ++i)
            worst = std::max(worst, std::abs(read.samples[i] - sound.samples[i]));
        EXPECT_LE(worst, 1.5f / 32'768) << format;
    }
}

TEST(SoundFile, StoresMoreBitsWhereAsked) {
    const test::TemporaryFolder folder;
    AudioBuffer sound = two_sines();
    for (const char* format : {"wav", "flac"}) {
        write_sound(folder / "a", sound, format, SampleFormat::pcm24);
        const AudioBuffer read = decoded(folder / "a");
        ASSERT_EQ(read.samples.size(), sound.samples.size());
        for (std::size_t i = 0; i < sound.samples.size(); ++i)
            ASSERT_NEAR(read.samples[i], sound.samples[i], 1.0 / 8'000'000) << format;
    }
    sound.samples[5] = 1.75f;
    write_sound(folder / "a", sound, "wav", SampleFormat::float32);
    EXPECT_EQ(decoded(folder / "a").samples, sound.samples);
    EXPECT_EQ(encode_sound(sound, "wav", SampleFormat::float32), read_bytes(folder / "a"));
    EXPECT_THROW((void)encode_sound(sound, "flac", SampleFormat::float32), UsageError);
    EXPECT_THROW((void)encode_sound(sound, "mp3", SampleFormat::pcm24), UsageError);
}

TEST(SoundFile, LossyFormatsKeepLengthAndLevel) {
    const test::TemporaryFolder folder;
    const AudioBuffer sound = two_sines();
    for (const char* format : {"ogg", "mp3"}) {
        const Path path = folder / (std::string("ton.") + format);
        write_sound(path, sound, format);
        const AudioBuffer read = decoded(path);
        EXPECT_NEAR(read.seconds(), sound.seconds(), 0.06) << format;
        EXPECT_NEAR(to_decibels(rms_of(read.samples)), to_decibels(rms_of(sound.samples)), 0.5)
            << format;
        EXPECT_LT(std::filesystem::file_size(path), sound.samples.size()) << format;
    }
}

TEST(SoundFile, ClipsInsteadOfWrappingRound) {
    const test::TemporaryFolder folder;
    AudioBuffer sound;
    sound.channels = 1;
    sound.samples = {2.0f, -2.0f, 1.0f, -1.0f};
    write_sound(folder / "a.wav", sound, "wav");
    const AudioBuffer read = decoded(folder / "a.wav");
    ASSERT_EQ(read.samples.size(), 4u);
    EXPECT_GT(read.samples[0], 0.99f);
    EXPECT_LT(read.samples[1], -0.99f);
}

TEST(SoundFile, RefusesUnknownFormatsWithTheNearest) {
    try {
        check_sound_format("wave");
        FAIL();
    } catch (const UsageError& error) {
        EXPECT_THAT(error.what(), HasSubstr("wav flac ogg mp3"));
        EXPECT_THAT(error.what(), HasSubstr("did you mean 'wav'"));
    }
}

TEST(SoundFile, RefusesARateThatTheCodecDoesNotKnow) {
    AudioBuffer sound = two_sines();
    sound.sample_rate_hz = 12'345;
    EXPECT_THROW((void)encode_sound(sound, "mp3"), Error);
    sound.channels = 0;
    EXPECT_THROW((void)encode_sound(sound, "wav"), std::invalid_argument);
}

TEST(SoundFile, LeavesNothingBehindWhenTheDiskIsFull) {
    const test::TemporaryFolder folder;
    set_file_fault([](std::string_view call) { return call == "write"; });
    EXPECT_THROW(write_sound(folder / "a.wav", two_sines(), "wav"), Error);
    set_file_fault({});
    EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
}

TEST(SoundFile, OpensInFfprobeInEveryFormat) {
    if (std::system("ffprobe -version > /dev/null 2>&1") != 0)
        GTEST_SKIP() << "needs ffprobe (package ffmpeg)";
    const test::TemporaryFolder folder;
    const AudioBuffer sound = two_sines();
    const std::array<std::pair<const char*, const char*>, 4> codecs = {
        {{"wav", "pcm_s16le"}, {"flac", "flac"}, {"ogg", "vorbis"}, {"mp3", "mp3"}}};
    for (const auto& [format, codec] : codecs) {
        const Path path = folder / (std::string("ton.") + format);
        write_sound(path, sound, format);
        const std::string seen = output_of(
            "ffprobe -v error -show_entries stream=codec_name,sample_rate,channels "
            "-of csv=p=0 '" +
            path.string() + "' 2>&1");
        EXPECT_EQ(seen, std::string(codec) + ",44100,2\n");
        const std::string length = output_of(
            "ffprobe -v error -show_entries format=duration -of csv=p=0 '" + path.string() + "'");
        EXPECT_NEAR(std::atof(length.c_str()), 1.5, 0.08) << format;
    }
}

}  // namespace
}  // namespace affetto
