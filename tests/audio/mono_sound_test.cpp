#include "affetto/audio/mono_sound.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "affetto/audio/mixdown.hpp"
#include "affetto/audio/sound_file.hpp"
#include "affetto/core/error.hpp"
#include "core/message_of.hpp"
#include "sounds.hpp"
#include "support/temporary_folder.hpp"

namespace affetto {
namespace {

class MonoSound : public ::testing::Test {
protected:
    test::TemporaryFolder folder;
};

TEST_F(MonoSound, IsTheFileMixedAndResampled) {
    for (const char* format : {"wav", "flac", "ogg", "mp3"}) {
        const Path path = folder / (std::string("tön.") + format);
        write_sound(path, test::sines(2), format);
        const AudioBuffer mono = read_mono(path, 24'000);
        EXPECT_EQ(mono.sample_rate_hz, 24'000);
        EXPECT_EQ(mono.channels, 1);
        const AudioBuffer by_hand = resample(mix_to_mono(read_sound(path)), 24'000);
        EXPECT_LT(test::largest_difference(mono.samples, by_hand.samples), 1e-6) << format;
    }
}

TEST_F(MonoSound, WindowsHaveTheLengthAskedFor) {
    write_sound(folder / "a.wav", test::sines(3), "wav");
    const AudioBuffer part = read_mono(folder / "a.wav", 24'000, {}, {0.5, 1.75});
    EXPECT_EQ(part.frames(), 30'000u);
    const AudioBuffer by_hand =
        resample(mix_to_mono(read_sound(folder / "a.wav", {}, {0.5, 1.75})), 24'000);
    EXPECT_LT(test::largest_difference(part.samples, by_hand.samples), 1e-6);
    EXPECT_THROW((void)read_mono(folder / "a.wav", 24'000, {}, {3, 4}), DataError);
}

TEST_F(MonoSound, ComesInBlocksOfBoundedSize) {
    write_sound(folder / "a.flac", test::sines(20), "flac");
    const AudioBuffer whole = read_mono(folder / "a.flac", 22'050);
    std::vector<float> pieces;
    std::size_t largest = 0;
    const SoundInfo info =
        read_mono_blocks(folder / "a.flac", 22'050, {}, [&](std::span<const float> block) {
            largest = std::max(largest, block.size());
            pieces.insert(pieces.end(), block.begin(), block.end());
        });
    EXPECT_EQ(pieces, whole.samples);
    EXPECT_EQ(pieces.size(), 441'000u);
    EXPECT_LT(largest, 16'384u);
    EXPECT_EQ(info.channels, 2);
    EXPECT_EQ(info.sample_rate_hz, 44'100);
}

TEST_F(MonoSound, KeepsToItsLimits) {
    write_sound(folder / "a.flac", test::sines(3), "flac");
    const auto reason = [&](const SoundLimits& limits) {
        return test::message_of<DataError>(
            [&] { (void)read_mono(folder / "a.flac", 24'000, limits); });
    };
    EXPECT_THAT(reason({.max_seconds = 2}), ::testing::HasSubstr("lasts longer than 2 s"));
    EXPECT_THAT(reason({.max_buffered_samples = 50'000}),
                ::testing::HasSubstr("more than 50000 samples"));
    EXPECT_EQ(reason({.max_buffered_samples = 72'000}), "");
}

TEST_F(MonoSound, TakesWhatThereIsWhereThatIsAskedFor) {
    const Bytes whole = encode_sound(test::sines(4), "wav");
    write_bytes(folder / "half.wav", test::beginning(whole, whole.size() / 2));
    EXPECT_THROW((void)read_mono(folder / "half.wav", 24'000), DataError);
    EXPECT_NEAR(read_mono(folder / "half.wav", 24'000, {.accept_incomplete = true}).seconds(), 2,
                0.01);
}

}  // namespace
}  // namespace affetto
