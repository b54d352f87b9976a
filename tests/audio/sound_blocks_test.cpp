#include "affetto/audio/sound_blocks.hpp"

#include <gmock/gmock.h>

#include "affetto/audio/mixdown.hpp"
#include "affetto/audio/sound_file.hpp"
#include "affetto/core/error.hpp"
#include "sounds.hpp"
#include "support/temporary_folder.hpp"

namespace affetto {
namespace {

class SoundBlocks : public testing::Test {
protected:
    /// Written without loss.
    Path file(const AudioBuffer& sound) {
        const Path path = folder / "sound.wav";
        write_sound(path, sound, "wav", SampleFormat::float32);
        return path;
    }

    test::TemporaryFolder folder;
};

TEST_F(SoundBlocks, KeepsChannelsThatAreRight) {
    const AudioBuffer stereo = test::sines(0.4, 16'000, 2);
    EXPECT_EQ(read_sound(file(stereo), 16'000, 2, {}).samples, stereo.samples);
    const AudioBuffer slower = read_sound(file(stereo), 12'000, 2, {});
    EXPECT_EQ(slower.samples, resample(stereo, 12'000).samples);
    EXPECT_EQ(slower.channels, 2);
}

TEST_F(SoundBlocks, MixesToOneChannelAndSpreadsOne) {
    const AudioBuffer stereo = test::sines(0.4, 16'000, 2);
    const AudioBuffer mono = mix_to_mono(stereo);
    EXPECT_EQ(read_sound(file(stereo), 16'000, 1, {}).samples, mono.samples);
    const AudioBuffer wide = read_sound(file(mono), 16'000, 2, {});
    ASSERT_EQ(wide.frames(), mono.frames());
    for (std::size_t i = 0; i < mono.samples.size(); ++i) {
        ASSERT_EQ(wide.samples[2 * i], mono.samples[i]);
        ASSERT_EQ(wide.samples[2 * i + 1], mono.samples[i]);
    }
}

TEST_F(SoundBlocks, RefusesChannelsThatItCannotMake) {
    const Path path = file(test::sines(0.1, 16'000, 3));
    EXPECT_THROW((void)read_sound(path, 16'000, 2, {}), DataError);
    EXPECT_NO_THROW((void)read_sound(path, 16'000, 1, {}));
}

TEST_F(SoundBlocks, ReadsAWindowAndKeepsTheLimit) {
    const AudioBuffer stereo = test::sines(1, 16'000, 2);
    MonoOptions options;
    options.window = {0.25, 0.5};
    EXPECT_EQ(read_sound(file(stereo), 16'000, 2, options).frames(), 4'000u);
    options.limits.max_buffered_samples = 100;
    EXPECT_THROW((void)read_sound(file(stereo), 16'000, 2, options), DataError);
}

}  // namespace
}  // namespace affetto
