#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sndfile.h>

#include <cmath>

#include "affetto/audio/levels.hpp"
#include "affetto/audio/sound_file.hpp"
#include "affetto/audio/sound_header.hpp"
#include "affetto/audio/sound_length.hpp"
#include "affetto/audio/sound_reader.hpp"
#include "affetto/core/error.hpp"
#include "core/message_of.hpp"
#include "sounds.hpp"
#include "support/temporary_folder.hpp"

// Files of several streams: joined by cat, by a recorder, or by an encoder that changed its mind.

namespace affetto {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

struct Read {
    SoundInfo info;
    AudioBuffer sound;
};

Read read(const Bytes& bytes, const SoundReaderOptions& options = {}) {
    SoundReader reader(bytes, "a file", options);
    Read all{reader.info(), {reader.info().sample_rate_hz, reader.info().channels, {}}};
    reader.read_window({}, [&](std::span<const float> block) {
        all.sound.samples.insert(all.sound.samples.end(), block.begin(), block.end());
    });
    return all;
}

Bytes operator+(Bytes a, const Bytes& b) {
    a.insert(a.end(), b.begin(), b.end());
    return a;
}

/// An MP3 whose first frame no longer says how long it is.
Bytes without_length(Bytes mp3) {
    for (const char* mark : {"Xing", "Info"}) {
        const Bytes pattern = test::bytes_of(mark);
        const auto at = std::search(mp3.begin(), mp3.begin() + 200, pattern.begin(), pattern.end());
        if (at != mp3.begin() + 200) std::fill(at, at + 4, std::byte{0});
    }
    return mp3;
}

/// A tag as players write it, with a picture that looks like frames of sound.
Bytes id3_tag(std::size_t size) {
    Bytes tag = test::bytes_of(std::string("ID3\4\0\0", 6));
    for (int shift = 21; shift >= 0; shift -= 7)
        tag.push_back(static_cast<std::byte>(size >> shift & 0x7F));
    for (std::size_t i = 0; i < size; ++i)
        tag.push_back(std::byte{static_cast<unsigned char>(i % 3 == 0 ? 0xFF : 0xFB)});
    return tag;
}

double level(const AudioBuffer& sound, double from, double to) {
    const auto at = [&](double seconds) {
        return static_cast<std::size_t>(seconds * sound.sample_rate_hz) *
               static_cast<std::size_t>(sound.channels);
    };
    return rms_of(std::span(sound.samples).subspan(at(from), at(to) - at(from)));
}

/// The frequency of the first channel by its crossings of zero.
double hertz(const AudioBuffer& sound, double from, double to) {
    const auto width = static_cast<std::size_t>(sound.channels);
    int crossings = 0;
    const auto first = static_cast<std::size_t>(from * sound.sample_rate_hz);
    const auto last = static_cast<std::size_t>(to * sound.sample_rate_hz);
    for (std::size_t i = first + 1; i < last; ++i)
        crossings += (sound.samples[(i - 1) * width] < 0) != (sound.samples[i * width] < 0);
    return crossings / 2.0 / (to - from);
}

TEST(JoinedSound, Mp3AndOggFilesAreReadToTheEndOfTheLast) {
    for (const char* format : {"mp3", "ogg"}) {
        const Bytes joined = encode_sound(test::sines(1, 44'100, 2, 300), format) +
                             encode_sound(test::sines(1, 44'100, 2, 900), format) +
                             encode_sound(test::sines(1, 44'100, 2, 600), format);
        const Read all = read(joined);
        EXPECT_EQ(all.info.streams, 3) << format;
        EXPECT_EQ(all.info.frames, 3 * 44'100u) << format;
        ASSERT_EQ(all.sound.frames(), 3 * 44'100u) << format;
        EXPECT_NEAR(hertz(all.sound, 0.2, 0.8), 300, 5) << format;
        EXPECT_NEAR(hertz(all.sound, 1.2, 1.8), 900, 5) << format;
        EXPECT_NEAR(hertz(all.sound, 2.2, 2.8), 600, 5) << format;
    }
}

TEST(JoinedSound, RatesAndChannelsThatDifferBecomeTheHighestAndTheMost) {
    for (const char* format : {"mp3", "ogg"}) {
        const Read all = read(encode_sound(test::sines(1, 32'000, 1, 300), format) +
                              encode_sound(test::sines(1, 48'000, 2, 900), format));
        EXPECT_EQ(all.info.sample_rate_hz, 48'000) << format;
        EXPECT_EQ(all.info.channels, 2) << format;
        ASSERT_EQ(all.sound.frames(), 2 * 48'000u) << format;
        EXPECT_NEAR(hertz(all.sound, 0.2, 0.8), 300, 5) << format;
        EXPECT_NEAR(hertz(all.sound, 1.2, 1.8), 900, 5) << format;
    }
    EXPECT_THAT(test::message_of<DataError>([] {
                    (void)read(encode_sound(test::sines(1, 48'000, 2), "ogg") +
                               encode_sound(test::sines(1, 48'000, 3), "ogg"));
                }),
                AllOf(HasSubstr("stream 1"), HasSubstr("cut the file into parts")));
}

TEST(JoinedSound, AnMp3WhoseRateChangesMidwayIsReadWhole) {
    const Read all = read(without_length(encode_sound(test::sines(2, 44'100, 2, 300), "mp3")) +
                          without_length(encode_sound(test::sines(2, 48'000, 2, 900), "mp3")));
    EXPECT_EQ(all.info.streams, 2);
    EXPECT_EQ(all.info.frames, std::nullopt);
    EXPECT_NEAR(all.sound.seconds(), 4, 0.2);
    EXPECT_NEAR(hertz(all.sound, 0.5, 1.5), 300, 5);
    EXPECT_NEAR(hertz(all.sound, 2.5, 3.5), 900, 5);
}

TEST(JoinedSound, TagsBetweenMp3FilesAreNoSound) {
    const Bytes one = without_length(encode_sound(test::sines(1, 44'100, 2, 300), "mp3"));
    Bytes old_tag = test::bytes_of("TAG");
    old_tag.resize(128);
    for (const Bytes& tags : {id3_tag(5'000), old_tag, old_tag + id3_tag(70'000)}) {
        const Read all = read(id3_tag(300) + one + tags + one + old_tag);
        EXPECT_EQ(all.info.streams, 2) << tags.size();
        EXPECT_NEAR(all.sound.seconds(), 2, 0.2) << tags.size();
        EXPECT_GT(level(all.sound, 1.3, 1.8), 0.2) << tags.size();
    }
}

TEST(JoinedSound, ALengthTagThatStatesLessThanThereIsIsNotBelieved) {
    Bytes mp3 = encode_sound(test::sines(3), "mp3");
    for (const char* mark : {"Xing", "Info"}) {
        const Bytes pattern = test::bytes_of(mark);
        const auto at = std::search(mp3.begin(), mp3.begin() + 200, pattern.begin(), pattern.end());
        if (at == mp3.begin() + 200) continue;
        at[8] = at[9] = at[10] = std::byte{0};
        at[11] = std::byte{10};
    }
    const Read all = read(mp3);
    EXPECT_EQ(all.info.streams, 1);
    EXPECT_NEAR(all.sound.seconds(), 3, 0.1);
    EXPECT_GT(level(all.sound, 2.5, 2.9), 0.2);
}

TEST(JoinedSound, AFirstStreamThatIsCutOffIsSaid) {
    for (const char* format : {"mp3", "ogg"}) {
        const Bytes one = encode_sound(test::sines(2), format);
        const Bytes cut = test::beginning(one, one.size() / 2);
        EXPECT_THAT(test::message_of<DataError>([&] { (void)read(cut + one); }),
                    HasSubstr("cut off"))
            << format;
    }
}

TEST(JoinedSound, OneStreamIsOneWhateverFollowsIt) {
    Bytes junk(50'000);
    for (std::size_t i = 0; i < junk.size(); ++i)
        junk[i] = static_cast<std::byte>(i * i * 2'654'435'761u >> 13 & 0xFF);
    const Bytes mp3 = encode_sound(test::sines(1), "mp3"),
                ogg = encode_sound(test::sines(1), "ogg");
    EXPECT_EQ(read(mp3 + junk).sound.frames(), 44'100u);
    EXPECT_EQ(read(mp3 + Bytes(4'096)).sound.frames(), 44'100u);
    EXPECT_EQ(read(ogg).info.streams, 1);
    EXPECT_EQ(read(junk + mp3).sound.frames(), 44'100u);
}

TEST(JoinedSound, TheLengthAndWindowsCountAllStreams) {
    const test::TemporaryFolder folder;
    write_bytes(folder / "a.mp3", encode_sound(test::sines(1, 44'100, 1, 300), "mp3") +
                                      encode_sound(test::sines(1, 44'100, 1, 900), "mp3"));
    EXPECT_DOUBLE_EQ(sound_seconds(folder / "a.mp3"), 2);
    const AudioBuffer part = read_sound(folder / "a.mp3", {}, {1.25, 1.75});
    EXPECT_EQ(part.frames(), 22'050u);
    EXPECT_NEAR(hertz(part, 0, 0.5), 900, 5);
}

TEST(JoinedSound, ASoundBehindJunkIsASound) {
    const test::TemporaryFolder folder;
    write_bytes(folder / "a", Bytes(10'000) + encode_sound(test::sines(1), "mp3"));
    write_bytes(folder / "b", Bytes(10'000));
    EXPECT_TRUE(holds_sound(folder / "a"));
    EXPECT_FALSE(holds_sound(folder / "b"));
}

}  // namespace
}  // namespace affetto
