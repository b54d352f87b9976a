#include "affetto/pipeline/sound_windows.hpp"

#include <gmock/gmock.h>

#include "affetto/audio/sound_file.hpp"
#include "affetto/core/error.hpp"
#include "audio/sounds.hpp"
#include "support/temporary_folder.hpp"

namespace affetto {
namespace {

using testing::HasSubstr;

constexpr int kRate = 8'000;

class SoundWindowsOf : public testing::Test {
protected:
    /// A sound that is one value throughout, so that a window tells its file.
    void write_level(const std::string& name, double seconds, float level, int channels = 1) {
        AudioBuffer sound{kRate, channels, {}};
        sound.samples.assign(
            static_cast<std::size_t>(seconds * kRate) * static_cast<std::size_t>(channels), level);
        write_sound(folder / name, sound, "wav", SampleFormat::float32);
    }

    test::TemporaryFolder folder;
};

TEST_F(SoundWindowsOf, AFolderHoldsItsLastFileBack) {
    write_level("a.wav", 3, 0.25f);
    write_level("deep/er/b.wav", 1, 0.5f);
    write_level("z.wav", 2, 0.75f);
    write_text(folder / "notes.txt", "no sound");
    SoundWindows windows(folder.path(), kRate, 1, 0.5);
    EXPECT_EQ(windows.files(), 3u);
    EXPECT_NEAR(windows.seconds(), 6, 1e-9);
    EXPECT_TRUE(windows.skipped().empty());
    const at::Tensor held_out = windows.held_out(4);
    EXPECT_EQ(held_out.sizes(), (at::IntArrayRef{4, 1, kRate / 2}));
    EXPECT_TRUE((held_out == 0.75).all().item<bool>());
    Random rng(1);
    const at::Tensor drawn = windows.draw(200, rng);
    EXPECT_EQ(drawn.sizes(), (at::IntArrayRef{200, 1, kRate / 2}));
    const at::Tensor level = drawn.select(2, 100);
    EXPECT_FALSE((level == 0.75).any().item<bool>());
    // By length: three to one.
    EXPECT_NEAR((level == 0.25).to(at::kFloat).mean().item<double>(), 0.75, 0.1);
}

TEST_F(SoundWindowsOf, OneGeneratorDrawsTheSameWindowsAgain) {
    write_sound(folder / "a.wav", test::sines(3, kRate, 1), "wav");
    write_sound(folder / "b.wav", test::sines(3, kRate, 1, 300), "wav");
    SoundWindows windows(folder.path(), kRate, 1, 0.5), again(folder.path(), kRate, 1, 0.5);
    Random one(5), two(5);
    EXPECT_TRUE(at::equal(windows.draw(6, one), again.draw(6, two)));
}

TEST_F(SoundWindowsOf, ASingleFileIsDrawnAndHeldOut) {
    write_level("a.wav", 2, 0.5f);
    SoundWindows windows(folder.path(), kRate, 1, 0.5);
    EXPECT_NEAR(windows.seconds(), 2, 1e-9);
    Random rng(1);
    EXPECT_TRUE((windows.draw(2, rng) == 0.5).all().item<bool>());
    EXPECT_EQ(windows.held_out(2).size(0), 2);
}

TEST_F(SoundWindowsOf, ShortSoundsEndInSilenceAndOneChannelIsDoubled) {
    write_level("a.wav", 0.25, 0.5f);
    SoundWindows windows(folder.path(), kRate, 2, 1);
    Random rng(1);
    const at::Tensor window = windows.draw(1, rng);
    EXPECT_EQ(window.sizes(), (at::IntArrayRef{1, 2, kRate}));
    EXPECT_TRUE((window.narrow(2, 0, kRate / 4) == 0.5).all().item<bool>());
    EXPECT_TRUE((window.narrow(2, kRate / 4, 3 * kRate / 4) == 0).all().item<bool>());
}

TEST_F(SoundWindowsOf, FilesThatCannotBeReadAreSkippedWithAReason) {
    write_level("a.wav", 2, 0.5f);
    write_level("b.wav", 2, 0.25f);
    write_text(folder / "broken.mp3", "not a sound");
    SoundWindows windows(folder.path(), kRate, 1, 0.5);
    EXPECT_EQ(windows.files(), 2u);
    ASSERT_EQ(windows.skipped().size(), 1u);
    EXPECT_THAT(windows.skipped()[0].path, HasSubstr("broken.mp3"));
}

TEST_F(SoundWindowsOf, AFileThatTurnsOutDamagedIsNotDrawnAgain) {
    write_level("a.wav", 2, 0.5f, 3);  // three channels are known only when it is read
    write_level("b.wav", 2, 0.25f);
    write_level("c.wav", 2, 0.75f);
    SoundWindows windows(folder.path(), kRate, 2, 0.5);
    Random rng(1);
    EXPECT_TRUE((windows.draw(20, rng) == 0.25).all().item<bool>());
    ASSERT_EQ(windows.skipped().size(), 1u);
    EXPECT_THAT(windows.skipped()[0].reason, HasSubstr("3 channels"));
    std::filesystem::remove(folder / "b.wav");
    EXPECT_THROW((void)windows.draw(1, rng), DataError);
}

TEST_F(SoundWindowsOf, AFolderWithoutSoundIsAnError) {
    EXPECT_THROW(SoundWindows(folder / "missing", kRate, 1, 1), DataError);
    write_text(folder / "broken.wav", "RIFF");
    EXPECT_THROW(SoundWindows(folder.path(), kRate, 1, 1), DataError);
}

}  // namespace
}  // namespace affetto
