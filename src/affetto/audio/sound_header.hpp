#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "affetto/audio/byte_source.hpp"

namespace affetto {

enum class SoundContainer { wav, rf64, w64, aiff, flac, ogg, mp3 };

/// "wav", "rf64", ...
std::string_view name_of(SoundContainer container);

/// What the first bytes of a sound file say, read strictly and without any decoder: what is odd is
/// refused here, before a library sees the file.
struct SoundHeader {
    SoundContainer container{};
    std::uint64_t begin = 0;  ///< of the bytes that a decoder is to see
    std::uint64_t end = 0;
    std::optional<double> sample_rate_hz;  ///< nullopt: the decoder has to say
    std::optional<int> channels;
    std::optional<std::uint64_t> stated_frames;  ///< how long the header says the sound is
    std::optional<std::uint64_t> held_frames;    ///< for how many frames there are bytes (PCM)
    bool mp3_states_length = false;              ///< a Xing or Info tag counts the frames of an MP3
    bool closed = true;                          ///< false: an OGG stream without its last page
    /// Streams of their own that stand behind this one in an MP3 or OGG file: files that were
    /// joined, or an MP3 whose rate or channels change midway. Their ranges are in order.
    std::vector<SoundHeader> further;
};

/// Recognises WAV (with WAVE_FORMAT_EXTENSIBLE), RF64, W64, AIFF, AIFF-C, FLAC, OGG (Vorbis, Opus,
/// FLAC) and MPEG audio by content, never by name. WAV, W64 and AIFF hold linear PCM, floating
/// point, A-law or mu-law; every other coding (ADPCM above all) is refused. Throws DataError, which
/// begins with `name`.
SoundHeader read_sound_header(ByteSource& source, const std::string& name);

/// Whether read_sound_header() finds a sound, also one behind bytes that are none. Throws DataError
/// where the file cannot be read.
bool holds_sound(const Path& path);

}  // namespace affetto
