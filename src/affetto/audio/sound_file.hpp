#pragma once

#include <span>
#include <string_view>

#include "affetto/audio/sample_rounding.hpp"
#include "affetto/core/audio_buffer.hpp"
#include "affetto/core/file.hpp"

namespace affetto {

/// The names of the formats that can be written, which are their file extensions: "wav" and "flac"
/// (lossless), "ogg" (Vorbis) and "mp3" (about 190 kbit/s for stereo, both of variable
/// rate).
std::span<const std::string_view> sound_formats();

/// Throws UsageError naming the formats there are, and the nearest, where `format` is none of them.
void check_sound_format(std::string_view format);

/// How a lossless file stores a sample. Floating point (WAV alone) keeps every bit, and what lies
/// beyond full scale.
enum class SampleFormat { pcm16, pcm24, float32 };

/// The sound as the bytes of a file; the same sound gives the same bytes (but for the random number
/// of an OGG stream). Whole numbers are rounded, dithered and clipped as SampleRounding does;
/// float32, OGG and MP3 take the samples as they are. `samples` and `dither` are for lossless
/// formats. Throws std::invalid_argument for a buffer without rate or channels,
/// UsageError for an unknown format or one that does not store samples so, Error where libsndfile
/// cannot write it (its reason, and the package where a codec is missing).
Bytes encode_sound(const AudioBuffer& sound, std::string_view format,
                   SampleFormat samples = SampleFormat::pcm16, Dither dither = Dither::automatic);

/// encode_sound() into a file, whole or not at all.
void write_sound(const Path& path, const AudioBuffer& sound, std::string_view format,
                 SampleFormat samples = SampleFormat::pcm16, Dither dither = Dither::automatic);

}  // namespace affetto
