#include "affetto/audio/sound_header.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sndfile.h>

#include <algorithm>

#include "affetto/audio/sound_file.hpp"
#include "affetto/core/error.hpp"
#include "core/message_of.hpp"
#include "sounds.hpp"

namespace affetto {
namespace {

using test::message_of;
using test::sines;
using ::testing::AllOf;
using ::testing::HasSubstr;

SoundHeader header_of(const Bytes& bytes) {
    MemorySource source(bytes);
    return read_sound_header(source, "a file");
}

std::string refusal_of(const Bytes& bytes) {
    return message_of<DataError>([&] { (void)header_of(bytes); });
}

TEST(SoundHeader, SaysWhatEveryContainerStates) {
    const AudioBuffer sound = sines(0.5, 48'000);
    struct Case {
        int format;
        SoundContainer container;
    };
    for (const Case& c : {Case{SF_FORMAT_WAV | SF_FORMAT_PCM_24, SoundContainer::wav},
                          Case{SF_FORMAT_WAVEX | SF_FORMAT_PCM_16, SoundContainer::wav},
                          Case{SF_FORMAT_WAV | SF_FORMAT_ULAW, SoundContainer::wav},
                          Case{SF_FORMAT_RF64 | SF_FORMAT_FLOAT, SoundContainer::rf64},
                          Case{SF_FORMAT_W64 | SF_FORMAT_PCM_16, SoundContainer::w64},
                          Case{SF_FORMAT_AIFF | SF_FORMAT_PCM_16, SoundContainer::aiff},
                          Case{SF_FORMAT_AIFF | SF_FORMAT_FLOAT, SoundContainer::aiff},
                          Case{SF_FORMAT_FLAC | SF_FORMAT_PCM_16, SoundContainer::flac}}) {
        const SoundHeader header = header_of(test::encode_as(sound, c.format));
        EXPECT_EQ(header.container, c.container);
        EXPECT_EQ(header.sample_rate_hz, 48'000) << c.format;
        EXPECT_EQ(header.channels, 2) << c.format;
        EXPECT_EQ(header.stated_frames, 24'000u) << c.format;
        EXPECT_EQ(header.held_frames.value_or(24'000), 24'000u) << c.format;
    }
    const SoundHeader mp3 = header_of(encode_sound(sound, "mp3"));
    EXPECT_EQ(mp3.container, SoundContainer::mp3);
    EXPECT_EQ(mp3.channels, 2);
    EXPECT_TRUE(mp3.mp3_states_length);
}

TEST(SoundHeader, FindsTheSoundBetweenTags) {
    const Bytes mp3 = encode_sound(sines(0.5), "mp3");
    Bytes tagged = test::bytes_of(std::string("ID3\x03\0\0\0\0\x01\x02", 10));  // of 130 bytes
    tagged.resize(140);
    tagged.insert(tagged.end(), mp3.begin(), mp3.end());
    const std::size_t end = tagged.size();
    Bytes id3v1 = test::bytes_of("TAGtitle");
    id3v1.resize(128);
    tagged.insert(tagged.end(), id3v1.begin(), id3v1.end());
    const SoundHeader plain = header_of(mp3), header = header_of(tagged);
    EXPECT_EQ(header.begin, plain.begin + 140);
    EXPECT_EQ(header.end, end);
    EXPECT_TRUE(header.mp3_states_length);
}

TEST(SoundHeader, HidesWhatFollowsTheSound) {
    Bytes wav = test::encode_as(sines(0.1), SF_FORMAT_WAV | SF_FORMAT_PCM_16);
    const std::size_t end = header_of(wav).end;
    EXPECT_EQ(end, wav.size());
    const Bytes second = test::bytes_of("fmt \x10");
    wav.insert(wav.end(), second.begin(), second.end());
    EXPECT_EQ(header_of(wav).end, end);
}

TEST(SoundHeader, RefusesAdpcmInEveryContainer) {
    const AudioBuffer sound = sines(0.5, 8'000, 1);
    for (const int coding : {SF_FORMAT_IMA_ADPCM, SF_FORMAT_MS_ADPCM, SF_FORMAT_G721_32})
        EXPECT_THAT(refusal_of(test::encode_as(sound, SF_FORMAT_WAV | coding)),
                    HasSubstr("ADPCM, which is not read"));
    for (const int coding : {SF_FORMAT_IMA_ADPCM, SF_FORMAT_MS_ADPCM})
        EXPECT_THAT(refusal_of(test::encode_as(sound, SF_FORMAT_W64 | coding)),
                    HasSubstr("ADPCM, which is not read"));
    EXPECT_THAT(refusal_of(test::encode_as(sound, SF_FORMAT_AIFF | SF_FORMAT_IMA_ADPCM)),
                AllOf(HasSubstr("ima4"), HasSubstr("not read")));
    for (const int format : {SF_FORMAT_AU | SF_FORMAT_G721_32, SF_FORMAT_AU | SF_FORMAT_G723_24,
                             SF_FORMAT_RAW | SF_FORMAT_VOX_ADPCM})
        EXPECT_THAT(refusal_of(test::encode_as(sound, format)), HasSubstr("no sound file"));
}

TEST(SoundHeader, RefusesASecondFormatInFrontOfTheSound) {
    Bytes wav = test::encode_as(sines(0.1, 8'000, 1), SF_FORMAT_WAV | SF_FORMAT_PCM_16);
    const Bytes format(wav.begin() + 12, wav.begin() + 36);  // the chunk "fmt "
    wav.insert(wav.begin() + 36, format.begin(), format.end());
    EXPECT_THAT(refusal_of(wav), HasSubstr("two WAV format chunks"));
}

TEST(SoundHeader, RefusesHeadersThatContradictThemselves) {
    EXPECT_THAT(refusal_of(test::wav_file({.frame_bytes = 3, .data_bytes = 400}, 400)),
                AllOf(HasSubstr("contradicts itself"), HasSubstr("4 bytes a frame")));
    EXPECT_THAT(refusal_of(test::wav_file({.channels = 0, .data_bytes = 400}, 400)),
                HasSubstr("no channels"));
    EXPECT_THAT(refusal_of(test::wav_file({.bits = 4, .data_bytes = 400}, 400)),
                HasSubstr("samples of 4 bits"));
    EXPECT_THAT(refusal_of(test::wav_file({.format_bytes = 2, .data_bytes = 400}, 400)),
                HasSubstr("format chunk is 2 bytes long"));
    EXPECT_THAT(refusal_of(test::wav_file({.format_bytes = 900, .data_bytes = 400}, 400)),
                HasSubstr("reaches beyond the end"));
}

TEST(SoundHeader, RefusesWhatIsNoSoundFile) {
    EXPECT_THAT(refusal_of({}), HasSubstr("a file: is empty"));
    EXPECT_THAT(refusal_of(test::bytes_of("dear diary,\nI am no MP3.\n")),
                AllOf(HasSubstr("is no sound file"), HasSubstr("dear dia")));
    EXPECT_THAT(refusal_of(test::bytes_of("ID3")), HasSubstr("ends within its header"));
    EXPECT_THAT(refusal_of(test::bytes_of("RIFF....WAVE")), HasSubstr("without sound"));
    EXPECT_THAT(refusal_of(test::bytes_of("OggS")), HasSubstr("OGG page"));
}

TEST(SoundHeader, EveryBeginningOfAFileIsReadOrRefused) {
    for (const int format : {SF_FORMAT_WAV | SF_FORMAT_PCM_16, SF_FORMAT_RF64 | SF_FORMAT_PCM_16,
                             SF_FORMAT_W64 | SF_FORMAT_PCM_16, SF_FORMAT_AIFF | SF_FORMAT_PCM_16,
                             SF_FORMAT_FLAC | SF_FORMAT_PCM_16, SF_FORMAT_OGG | SF_FORMAT_VORBIS}) {
        const Bytes whole = test::encode_as(sines(0.02), format);
        const SoundHeader full = header_of(whole);
        for (std::size_t size = 0; size < whole.size(); ++size) {
            const Bytes part = test::beginning(whole, size);
            try {
                const SoundHeader header = header_of(part);
                EXPECT_LE(header.end, size);
                EXPECT_EQ(header.container, full.container);
            } catch (const DataError&) {
            }
        }
    }
}

TEST(SoundHeader, KnowsAnOggFileWithoutItsEnd) {
    const Bytes whole = encode_sound(sines(0.5), "ogg");
    EXPECT_TRUE(header_of(whole).closed);
    EXPECT_FALSE(header_of(test::beginning(whole, whole.size() - 1)).closed);
    EXPECT_FALSE(header_of(test::beginning(whole, whole.size() / 2)).closed);
}

}  // namespace
}  // namespace affetto
