#include "affetto/audio/sound_writer.hpp"

#include <gmock/gmock.h>

#include <vector>

#include "affetto/audio/sound_reader.hpp"
#include "affetto/core/error.hpp"
#include "affetto/core/random.hpp"
#include "sounds.hpp"
#include "support/folder_contents.hpp"
#include "support/temporary_folder.hpp"

namespace affetto {
namespace {

using testing::HasSubstr;

/// Hands the sound over in pieces of one frame to a few thousand.
void write_in_pieces(SoundWriter& writer, const AudioBuffer& sound) {
    Random rng(7);
    const auto width = static_cast<std::size_t>(sound.channels);
    std::span<const float> rest(sound.samples);
    while (!rest.empty()) {
        const auto frames = static_cast<std::size_t>(1 + 6'000 * rng.uniform());
        const std::span<const float> piece = rest.first(std::min(rest.size(), frames * width));
        writer.write(piece);
        rest = rest.subspan(piece.size());
    }
}

TEST(SoundWriter, PiecesMakeTheBytesOfTheWholeInEveryFormat) {
    const test::TemporaryFolder folder;
    AudioBuffer sound = test::sines(1.3, 44'100, 2);
    sound.samples[100] = 1.5f;  // beyond full scale
    for (const std::string_view format : sound_formats()) {
        const Path path = folder / ("new/sound." + std::string(format));
        SoundWriter writer(path, sound.sample_rate_hz, sound.channels, format);
        write_in_pieces(writer, sound);
        EXPECT_FALSE(std::filesystem::exists(path)) << format;
        writer.commit();
        const Bytes whole = encode_sound(sound, format), pieces = read_bytes(path);
        if (format == "ogg") {  // each stream has a random number
            EXPECT_EQ(pieces.size(), whole.size());
            write_bytes(folder / "whole", whole);
            EXPECT_TRUE(read_sound(path).samples == read_sound(folder / "whole").samples);
        } else {
            EXPECT_TRUE(pieces == whole) << format;
        }
    }
    SoundWriter writer(folder / "f.wav", sound.sample_rate_hz, sound.channels, "wav",
                       SampleFormat::float32);
    write_in_pieces(writer, sound);
    writer.commit();
    EXPECT_TRUE(read_bytes(folder / "f.wav") == encode_sound(sound, "wav", SampleFormat::float32));
}

TEST(SoundWriter, LeavesNothingWithoutCommit) {
    const test::TemporaryFolder folder;
    for (const std::string_view format : sound_formats()) {
        SoundWriter writer(folder / ("a." + std::string(format)), 44'100, 1, format);
        writer.write(std::vector<float>(10'000, 0.25f));
    }
    EXPECT_TRUE(test::contents(folder.path()).empty());
}

TEST(SoundWriter, LeavesNothingWhenTheDiskIsFull) {
    const test::TemporaryFolder folder;
    const AudioBuffer sound = test::sines(0.5, 24'000, 1);
    for (const std::string_view format : sound_formats()) {
        for (const char* call : {"open", "write", "fsync", "rename"}) {
            set_file_fault([call](std::string_view c) { return c == call; });
            const auto write = [&] {
                SoundWriter writer(folder / "full", 24'000, 1, format);
                writer.write(sound.samples);
                writer.commit();
            };
            try {
                write();
                ADD_FAILURE() << format << " " << call << ": no failure";
            } catch (const Error& fault) {
                EXPECT_THAT(fault.what(), HasSubstr("full")) << format << " " << call;
            }
            set_file_fault({});
            EXPECT_TRUE(test::contents(folder.path()).empty()) << format << " " << call;
        }
    }
}

TEST(SoundWriter, RefusesWhatAFormatCannotHold) {
    const test::TemporaryFolder folder;
    EXPECT_THROW(SoundWriter(folder / "a", 44'100, 2, "wave"), UsageError);
    EXPECT_THROW(SoundWriter(folder / "a", 44'100, 2, "mp3", SampleFormat::float32), UsageError);
    EXPECT_THROW(SoundWriter(folder / "a", 6'000, 1, "mp3"), Error);
    EXPECT_THROW(SoundWriter(folder / "a", 0, 1, "wav"), std::invalid_argument);
    SoundWriter stereo(folder / "a", 44'100, 2, "wav");
    EXPECT_THROW(stereo.write(std::vector<float>(3)), std::invalid_argument);
}

}  // namespace
}  // namespace affetto
