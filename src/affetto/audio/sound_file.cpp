#include "affetto/audio/sound_file.hpp"

#include <algorithm>
#include <array>
#include <cstring>

#include "affetto/audio/sound_encoder.hpp"
#include "affetto/core/error.hpp"
#include "affetto/core/text.hpp"

namespace affetto {
namespace {

constexpr std::array<std::string_view, 4> kFormats = {"wav", "flac", "ogg", "mp3"};

class MemoryBytes final : public detail::SoundBytes {
public:
    std::uint64_t size() const override { return bytes.size(); }
    void append(std::span<const std::byte> more) override {
        bytes.insert(bytes.end(), more.begin(), more.end());
    }
    void overwrite(std::uint64_t offset, std::span<const std::byte> other) override {
        std::memcpy(bytes.data() + offset, other.data(), other.size());
    }

    Bytes bytes;
};

}  // namespace

std::span<const std::string_view> sound_formats() { return kFormats; }

void check_sound_format(std::string_view format) {
    if (std::find(kFormats.begin(), kFormats.end(), format) != kFormats.end()) return;
    std::string message = "'" + std::string(format) + "' is no sound format; there are";
    for (const std::string_view f : kFormats) message += " " + std::string(f);
    const std::vector<std::string> names(kFormats.begin(), kFormats.end());
    if (const auto nearest = nearest_name(format, names))
        message += " (did you mean '" + *nearest + "'?)";
    throw UsageError(message);
}

Bytes encode_sound(const AudioBuffer& sound, std::string_view format, SampleFormat samples,
                   Dither dither) {
    MemoryBytes memory;
    detail::SoundEncoder encoder(memory, "", sound.sample_rate_hz, sound.channels, format, samples,
                                 dither);
    encoder.write(sound.samples);
    encoder.finish();
    return std::move(memory.bytes);
}

void write_sound(const Path& path, const AudioBuffer& sound, std::string_view format,
                 SampleFormat samples, Dither dither) {
    write_bytes(path, encode_sound(sound, format, samples, dither));
}

}  // namespace affetto
