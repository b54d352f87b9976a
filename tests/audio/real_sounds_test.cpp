#include <gtest/gtest.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <memory>

#include "affetto/audio/levels.hpp"
#include "affetto/audio/loudness.hpp"
#include "affetto/audio/mono_sound.hpp"
#include "support/test_data.hpp"

// Recordings that other programs have encoded.

namespace affetto {
namespace {

std::vector<Path> recordings(const Path& folder) {
    std::vector<Path> paths;
    for (const auto& entry : std::filesystem::directory_iterator(folder))
        if (entry.path().extension() == ".wav" || entry.path().extension() == ".mp3")
            paths.push_back(entry.path());
    return paths;
}

double ffprobe_seconds(const Path& path) {
    const std::string command =
        "ffprobe -v error -show_entries format=duration -of csv=p=0 '" + path.string() + "'";
    const std::unique_ptr<FILE, int (*)(FILE*)> pipe(popen(command.c_str(), "r"), pclose);
    std::array<char, 64> line{};
    return pipe && std::fgets(line.data(), line.size(), pipe.get()) ? std::atof(line.data()) : 0;
}

TEST(RealSounds, DecodeWhole) {
    const auto folder = test::test_data("datasets/audio");
    if (!folder) GTEST_SKIP() << test::kNoTestData;
    for (const Path& path : recordings(*folder)) {
        const AudioBuffer sound = read_sound(path);
        const AudioBuffer mono = read_mono(path, 24'000);
        EXPECT_EQ(mono.frames(), resampled_frames(sound.frames(), sound.sample_rate_hz, 24'000));
        EXPECT_GT(to_decibels(rms_of(mono.samples)), -60) << path;
        const auto loudness = measure_loudness(sound).integrated_lufs;
        ASSERT_TRUE(loudness) << path;
        EXPECT_GT(*loudness, -50) << path;
        EXPECT_LT(*loudness, -3) << path;
    }
}

TEST(RealSounds, LastAsLongAsFfprobeSays) {
    const auto folder = test::test_data("datasets/audio");
    if (!folder) GTEST_SKIP() << test::kNoTestData;
    if (std::system("ffprobe -version > /dev/null 2>&1") != 0)
        GTEST_SKIP() << "needs ffprobe (package ffmpeg)";
    // It counts the delay of an MP3's encoder and the padding, which are cut away here.
    constexpr double kDelay = 0.1;
    for (const Path& path : recordings(*folder))
        EXPECT_NEAR(read_sound(path).seconds(), ffprobe_seconds(path), kDelay) << path;
}

}  // namespace
}  // namespace affetto
