#include "affetto/audio/sound_reader.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sndfile.h>
#include <sys/stat.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "affetto/audio/levels.hpp"
#include "affetto/audio/sound_file.hpp"
#include "affetto/core/error.hpp"
#include "core/message_of.hpp"
#include "sounds.hpp"
#include "support/temporary_folder.hpp"

namespace affetto {
namespace {

using test::encode_as;
using test::message_of;
using test::sines;
using ::testing::AllOf;
using ::testing::HasSubstr;

AudioBuffer read_all(const Bytes& bytes, const SoundReaderOptions& options = {}) {
    SoundReader reader(bytes, "a file", options);
    AudioBuffer sound{reader.info().sample_rate_hz, reader.info().channels, {}};
    std::vector<float> block(1'000 * static_cast<std::size_t>(sound.channels));
    for (;;) {
        const std::size_t frames = reader.read(block);
        sound.samples.insert(
            sound.samples.end(), block.begin(),
            block.begin() +
                static_cast<std::ptrdiff_t>(frames * static_cast<std::size_t>(sound.channels)));
        if (frames < 1'000) return sound;
    }
}

std::string refusal_of(const Bytes& bytes, const SoundReaderOptions& options = {}) {
    return message_of<DataError>([&] { (void)read_all(bytes, options); });
}

TEST(SoundReader, ReadsLosslessFormatsToTheirLastBit) {
    const AudioBuffer sound = sines(0.7, 32'000, 3);
    struct Case {
        int format;
        const char* name;
        double within;
    };
    constexpr double kBit16 = 1.0 / 32'767, kBit24 = 1.0 / 8'388'607;
    for (const Case& c :
         {Case{SF_FORMAT_WAV | SF_FORMAT_PCM_16, "wav", kBit16},
          Case{SF_FORMAT_WAV | SF_FORMAT_FLOAT, "wav", 0},
          Case{SF_FORMAT_WAV | SF_FORMAT_DOUBLE, "wav", 0},
          Case{SF_FORMAT_WAV | SF_FORMAT_PCM_U8, "wav", 1.0 / 127},
          Case{SF_FORMAT_WAV | SF_FORMAT_ALAW, "wav", 0.02},
          Case{SF_FORMAT_WAVEX | SF_FORMAT_PCM_24, "wav", kBit24},
          Case{SF_FORMAT_RF64 | SF_FORMAT_PCM_16, "rf64", kBit16},
          Case{SF_FORMAT_W64 | SF_FORMAT_PCM_32, "w64", kBit24},
          Case{SF_FORMAT_AIFF | SF_FORMAT_PCM_24, "aiff", kBit24},
          Case{SF_FORMAT_AIFF | SF_FORMAT_FLOAT, "aiff", 0},
          Case{SF_ENDIAN_LITTLE | SF_FORMAT_AIFF | SF_FORMAT_PCM_16, "aiff", kBit16},
          Case{SF_FORMAT_FLAC | SF_FORMAT_PCM_24, "flac", kBit24}}) {
        const Bytes bytes = encode_as(sound, c.format);
        SoundReader reader(bytes, "a file");
        EXPECT_EQ(reader.info().format, c.name);
        EXPECT_EQ(reader.info().sample_rate_hz, 32'000);
        EXPECT_EQ(reader.info().channels, 3);
        EXPECT_EQ(reader.info().frames, sound.frames()) << c.name;
        EXPECT_LE(test::largest_difference(read_all(bytes).samples, sound.samples), c.within)
            << c.name << " " << c.format;
    }
}

TEST(SoundReader, ReadsLossyFormatsAtTheirLengthAndPlace) {
    const AudioBuffer sound = sines(1.5, 48'000);
    for (const auto& [bytes, name] : {std::pair(encode_sound(sound, "mp3"), "mp3"),
                                      {encode_sound(sound, "ogg"), "ogg"},
                                      {encode_as(sound, SF_FORMAT_OGG | SF_FORMAT_OPUS), "ogg"}}) {
        SoundReader reader(bytes, "a file");
        EXPECT_EQ(reader.info().format, name);
        EXPECT_EQ(reader.info().frames, sound.frames());
        const AudioBuffer read = read_all(bytes);
        ASSERT_EQ(read.frames(), sound.frames()) << name;
        double difference = 0;  // small only where no delay is left
        for (std::size_t i = 0; i < sound.samples.size(); ++i)
            difference += std::pow(read.samples[i] - sound.samples[i], 2);
        EXPECT_LT(std::sqrt(difference / static_cast<double>(sound.samples.size())), 0.02) << name;
    }
}

TEST(SoundReader, ReadsAStreamOfMp3WithoutATagToItsEnd) {
    Bytes mp3 = encode_sound(sines(2, 44'100), "mp3");
    const std::string tag = "Xing", other = "Info";
    for (const std::string& mark : {tag, other}) {
        const Bytes pattern = test::bytes_of(mark);
        const auto at = std::search(mp3.begin(), mp3.begin() + 200, pattern.begin(), pattern.end());
        if (at != mp3.begin() + 200) std::fill(at, at + 4, std::byte{0});
    }
    SoundReader reader(mp3, "a file");
    EXPECT_EQ(reader.info().frames, std::nullopt);
    EXPECT_NEAR(read_all(mp3).seconds(), 2, 0.1);
}

TEST(SoundReader, AnyBlocksGiveTheSameSound) {
    const Bytes mp3 = encode_sound(sines(1), "mp3");
    const AudioBuffer whole = read_all(mp3);
    SoundReader reader(mp3, "a file");
    std::vector<float> pieces;
    for (std::size_t size = 1;; size = size * 3 % 4'001) {
        std::vector<float> block(2 * size);
        const std::size_t frames = reader.read(block);
        pieces.insert(pieces.end(), block.begin(),
                      block.begin() + static_cast<std::ptrdiff_t>(2 * frames));
        if (frames < size) break;
    }
    EXPECT_EQ(pieces, whole.samples);
    EXPECT_EQ(reader.position(), whole.frames());
    std::vector<float> more(8);
    EXPECT_EQ(reader.read(more), 0u);
    EXPECT_THROW((void)reader.read(std::span(more).first(3)), std::invalid_argument);
}

TEST(SoundReader, WindowsAreExactInEveryFormat) {
    const test::TemporaryFolder folder;
    const AudioBuffer sound = sines(3);
    for (const int format : {SF_FORMAT_WAV | SF_FORMAT_PCM_16, SF_FORMAT_AIFF | SF_FORMAT_PCM_16,
                             SF_FORMAT_FLAC | SF_FORMAT_PCM_16, SF_FORMAT_OGG | SF_FORMAT_VORBIS,
                             SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III}) {
        const Path path = folder / ("tön " + std::to_string(format));
        write_bytes(path, encode_as(sound, format));
        const AudioBuffer whole = read_sound(path);
        for (const double start : {0.0, 0.013, 1.7}) {
            const AudioBuffer part = read_sound(path, {}, {start, start + 0.25});
            const auto first = static_cast<std::size_t>(std::llround(start * 44'100));
            ASSERT_EQ(part.frames(), 11'025u) << format << " " << start;
            EXPECT_TRUE(std::equal(part.samples.begin(), part.samples.end(),
                                   whole.samples.begin() + static_cast<std::ptrdiff_t>(2 * first)))
                << format << " " << start;
        }
        EXPECT_NEAR(read_sound(path, {}, {2.9, 10}).seconds(), 0.1, 0.05);
        EXPECT_THAT(message_of<DataError>([&] {
                        (void)read_sound(path, {}, {5, 6});
                    }),
                    HasSubstr("ends before 5 s"));
    }
    EXPECT_THROW((void)read_sound(folder / "nothing", {}, {0, 1}), DataError);
}

TEST(SoundReader, RefusesWindowsThatAreNone) {
    EXPECT_THROW((void)frames_of({2, 1}, 44'100), std::invalid_argument);
    EXPECT_THROW((void)frames_of({-1, 1}, 44'100), std::invalid_argument);
    EXPECT_THROW((void)frames_of({std::nan(""), 1}, 44'100), std::invalid_argument);
    EXPECT_EQ(frames_of({0.5, 1}, 10).first, 5u);
    EXPECT_EQ(frames_of({0.5, 1}, 10).last, 10u);
}

TEST(SoundReader, SaysHowMuchOfATruncatedFileIsThere) {
    const AudioBuffer sound = sines(4);
    for (const int format :
         {SF_FORMAT_WAV | SF_FORMAT_PCM_16, SF_FORMAT_W64 | SF_FORMAT_PCM_16,
          SF_FORMAT_RF64 | SF_FORMAT_PCM_16, SF_FORMAT_AIFF | SF_FORMAT_PCM_16,
          SF_FORMAT_FLAC | SF_FORMAT_PCM_16, SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III}) {
        const Bytes whole = encode_as(sound, format);
        const Bytes half = test::beginning(whole, whole.size() / 2);
        EXPECT_THAT(refusal_of(half), AllOf(HasSubstr("a file: is"), HasSubstr("expected 4.000 s"),
                                            ::testing::MatchesRegex(".*found [12]\\.[0-9]+ s.*")))
            << format;
        EXPECT_NEAR(read_all(half, {.accept_incomplete = true}).seconds(), 2, 0.6) << format;
    }
    const Bytes ogg = encode_sound(sound, "ogg");
    const Bytes half = test::beginning(ogg, ogg.size() / 2);
    EXPECT_THAT(refusal_of(half), AllOf(HasSubstr("is cut off"), HasSubstr("last page")));
    EXPECT_NEAR(read_all(half, {.accept_incomplete = true}).seconds(), 1.5, 1);
}

TEST(SoundReader, NamesTheTimeOfASampleThatIsNoNumber) {
    for (const float bad :
         {std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity(),
          -std::numeric_limits<float>::infinity()}) {
        AudioBuffer sound = sines(2);
        sound.samples[2 * 66'150 + 1] = bad;
        EXPECT_THAT(
            refusal_of(encode_sound(sound, "wav", SampleFormat::float32)),
            AllOf(HasSubstr("NaN or infinite"), HasSubstr("at 1.500 s (frame 66150, channel 2)")));
    }
}

TEST(SoundReader, NamesTheTimeOfASampleThatIsTooLargeForSound) {
    for (const float bad : {1e30f, -1e30f, std::nextafter(1'000.0f, 2'000.0f), 32'767.0f}) {
        AudioBuffer sound = sines(2);
        sound.samples[2 * 66'150] = bad;
        EXPECT_THAT(
            refusal_of(encode_sound(sound, "wav", SampleFormat::float32)),
            AllOf(HasSubstr("has a sample of "), HasSubstr("at 1.500 s (frame 66150, channel 1)"),
                  HasSubstr("full scale is 1")));
    }
    AudioBuffer loud = sines(0.1);
    loud.samples[0] = 1'000;
    EXPECT_EQ(refusal_of(encode_sound(loud, "wav", SampleFormat::float32)), "");
}

TEST(SoundReader, RefusesWhatIsBeyondTheLimits) {
    EXPECT_THAT(refusal_of(encode_as(sines(0.1, 44'100, 64), SF_FORMAT_WAV | SF_FORMAT_PCM_16)),
                HasSubstr("has 64 channels, expected 1 to 16"));
    EXPECT_THAT(refusal_of(encode_as(sines(30, 1, 1), SF_FORMAT_WAV | SF_FORMAT_PCM_16)),
                HasSubstr("sample rate of 1 Hz, expected 4000 to 768000"));
    EXPECT_THAT(refusal_of(encode_sound(sines(2), "wav"), {.limits = {.max_seconds = 1}}),
                HasSubstr("lasts longer than 1 s"));
    const test::TemporaryFolder folder;
    write_sound(folder / "a.flac", sines(2), "flac");
    EXPECT_THAT(message_of<DataError>([&] {
                    (void)read_sound(folder / "a.flac", {.max_buffered_samples = 100'000});
                }),
                AllOf(HasSubstr("a.flac"), HasSubstr("more than 100000 samples")));
}

TEST(SoundReader, CountsSecondsWhileDecodingWhateverTheHeaderSays) {
    Bytes flac = encode_sound(sines(3), "flac");
    // The number of samples: the last 36 bits before the checksum of the stream information.
    for (std::size_t i = 22; i < 26; ++i) flac[i] = std::byte{0};
    flac[21] &= std::byte{0xF0};
    SoundReader reader(flac, "a file");
    EXPECT_EQ(reader.info().frames, std::nullopt);
    EXPECT_DOUBLE_EQ(read_all(flac).seconds(), 3);
    EXPECT_THAT(refusal_of(flac, {.limits = {.max_seconds = 1}}), HasSubstr("lasts longer"));

    Bytes lying = encode_sound(sines(3), "flac");
    lying[22] = std::byte{1};  // 2^24 samples more
    EXPECT_THAT(refusal_of(lying), AllOf(HasSubstr("expected 383"), HasSubstr("found 3.000 s")));
}

TEST(SoundReader, RefusesWavFilesWithLyingSizes) {
    EXPECT_THAT(refusal_of(test::wav_file({.data_bytes = 0x7000'0000}, 44'100 * 4)),
                AllOf(HasSubstr("header lies"), HasSubstr("found 1.000 s")));
    EXPECT_THAT(refusal_of(test::wav_file({.data_bytes = 2}, 2)), HasSubstr("holds no sound"));
    EXPECT_THAT(refusal_of(test::wav_file({}, 0)), HasSubstr("holds no sound"));
    EXPECT_THAT(refusal_of(test::wav_file({}, 400)), HasSubstr("holds no sound"));
    EXPECT_THAT(refusal_of(test::wav_file({.channels = 40'000, .data_bytes = 400}, 400)),
                HasSubstr("contradicts itself"));
}

TEST(SoundReader, TakesTheLengthOfAPipedWavFromItsSize) {
    for (const std::uint32_t unknown : {0xFFFF'FFFFu, 0x7FFF'F000u}) {
        const Bytes wav = test::wav_file({.data_bytes = unknown}, 44'100 * 4);
        EXPECT_EQ(SoundReader(wav, "a file").info().frames, 44'100u) << unknown;
        EXPECT_EQ(read_all(wav).frames(), 44'100u) << unknown;
    }
}

TEST(SoundReader, RefusesAdpcmTextAndNothing) {
    EXPECT_THAT(refusal_of(encode_as(sines(1), SF_FORMAT_WAV | SF_FORMAT_MS_ADPCM)),
                HasSubstr("a file: is a WAV file with Microsoft ADPCM"));
    const test::TemporaryFolder folder;
    write_text(folder / "lied.mp3", std::string(5'000, 'x'));
    write_text(folder / "empty.wav", "");
    const auto reason = [&](const char* name) {
        return message_of<DataError>([&] { (void)read_sound(folder / name); });
    };
    EXPECT_THAT(reason("lied.mp3"), AllOf(HasSubstr("lied.mp3: is no sound file")));
    EXPECT_THAT(reason("empty.wav"), HasSubstr("empty.wav: is empty"));
    EXPECT_THAT(reason("missing.wav"), HasSubstr("missing.wav: cannot be opened"));
    EXPECT_THAT(reason("."), HasSubstr("is a folder"));
    ASSERT_EQ(::mkfifo((folder / "pipe").c_str(), 0600), 0);
    EXPECT_THAT(reason("pipe"), HasSubstr("is a pipe"));
}

TEST(SoundReader, StaysSilentAndStandingOnDamagedFiles) {
    testing::internal::CaptureStderr();
    testing::internal::CaptureStdout();
    for (const char* format : {"mp3", "ogg", "flac", "wav"}) {
        const Bytes whole = encode_sound(sines(0.6), format);
        for (std::size_t n = 0; n < 60; ++n) {
            Bytes damaged = whole;
            for (std::size_t i = n; i < damaged.size(); i += 97 + 31 * n)
                damaged[i] ^= std::byte{static_cast<unsigned char>(1 + 37 * n)};
            try {
                (void)read_all(damaged);
            } catch (const DataError&) {
            }
        }
        for (std::size_t n = 1; n < 60; ++n) {
            try {
                (void)read_all(test::beginning(whole, whole.size() * n / 60));
            } catch (const DataError&) {
            }
        }
    }
    EXPECT_EQ(testing::internal::GetCapturedStdout(), "");
    EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
}

TEST(SoundReader, ReadsUnderAnyName) {
    const test::TemporaryFolder folder;
    write_sound(folder / "a b/Tön é 音.wav", sines(0.5), "wav");
    EXPECT_DOUBLE_EQ(read_sound(folder / "a b/Tön é 音.wav").seconds(), 0.5);
    write_sound(folder / "flac in truth.mp3", sines(0.5), "flac");
    EXPECT_EQ(SoundReader(folder / "flac in truth.mp3").info().format, "flac");
}

}  // namespace
}  // namespace affetto
