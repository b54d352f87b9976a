#pragma once

#include <span>
#include <string_view>

#include "affetto/core/audio_buffer.hpp"
#include "affetto/core/file.hpp"

namespace affetto {

/// The names of the formats that can be written, which are their file extensions: "wav" and "flac"
/// (16 bits, lossless), "ogg" (Vorbis) and "mp3" (about 190 kbit/s for stereo, both of variable
/// rate).
std::span<const std::string_view> sound_formats();

/// Throws UsageError naming the formats there are, and the nearest, where `format` is none of them.
void check_sound_format(std::string_view format);

/// The sound as the bytes of a file. Samples beyond full scale are clipped. Throws
/// std::invalid_argument for a buffer without rate or channels, UsageError for an unknown format,
/// Error where libsndfile cannot write it (its reason, and the package where a codec is missing).
Bytes encode_sound(const AudioBuffer& sound, std::string_view format);

/// encode_sound() into a file, whole or not at all.
void write_sound(const Path& path, const AudioBuffer& sound, std::string_view format);

}  // namespace affetto
