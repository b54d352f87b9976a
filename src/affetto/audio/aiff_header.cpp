#include <cmath>

#include "affetto/audio/container_headers.hpp"
#include "affetto/core/text.hpp"

namespace affetto::detail {
namespace {

/// What the chunk "COMM" says.
struct AiffFormat {
    int channels = 0;
    std::uint64_t frames = 0;
    std::uint64_t frame_bytes = 0;
    double sample_rate_hz = 0;
};

/// IEEE 754 extended precision, as the Motorola 68881 stores it: sign and exponent (16 bits),
/// mantissa (64 bits, its leading 1 included).
double extended(HeaderBytes& bytes, std::uint64_t at) {
    const auto exponent = static_cast<int>(bytes.big_endian(at, 2));
    const auto mantissa = static_cast<double>(bytes.big_endian(at + 2, 8));
    constexpr int kBias = 16'383, kMantissaBits = 63;
    return (exponent & 0x8000) != 0 ? 0 : std::ldexp(mantissa, exponent - kBias - kMantissaBits);
}

/// Bytes of a sample in a compression that is plain PCM, floating point or a logarithmic law.
std::optional<int> sample_bytes(const std::string& compression, int bits) {
    if (compression == "fl32" || compression == "FL32") return 4;
    if (compression == "fl64" || compression == "FL64") return 8;
    for (const char* law : {"alaw", "ALAW", "ulaw", "ULAW"})
        if (compression == law) return 1;
    for (const char* pcm : {"NONE", "none", "twos", "sowt", "raw ", "in24", "in32", "23ni", "42ni"})
        if (compression == pcm && bits >= 1 && bits <= 32) return (bits + 7) / 8;
    return std::nullopt;
}

AiffFormat read_format(HeaderBytes& bytes, std::uint64_t at, std::uint64_t size, bool compressed) {
    if (size < (compressed ? 22u : 18u)) bytes.refuse("its AIFF chunk 'COMM' is too short");
    AiffFormat format;
    format.channels = static_cast<int>(bytes.big_endian(at, 2));
    format.frames = bytes.big_endian(at + 2, 4);
    const int bits = static_cast<int>(bytes.big_endian(at + 6, 2));
    format.sample_rate_hz = extended(bytes, at + 8);
    const std::string compression = compressed ? bytes.mark(at + 18) : "NONE";
    const auto sample = sample_bytes(compression, bits);
    if (!sample)
        bytes.refuse("is an AIFF file with the coding '" + printable(compression) + "' of " +
                     std::to_string(bits) +
                     " bits, which is not read (ADPCM is not): convert it to plain WAV or FLAC");
    if (format.channels == 0) bytes.refuse("its header states no channels");
    format.frame_bytes =
        static_cast<std::uint64_t>(format.channels) * static_cast<std::uint64_t>(*sample);
    return format;
}

}  // namespace

SoundHeader read_aiff_header(HeaderBytes& bytes) {
    const bool compressed = bytes.mark(8) == "AIFC";
    std::optional<AiffFormat> format;
    std::optional<std::uint64_t> sound;  // where its bytes begin
    std::uint64_t sound_bytes = 0;
    std::uint64_t end = 0;  // of the last chunk that is needed
    std::uint64_t at = 12;
    for (int chunk = 0; chunk < kMaxChunks && bytes.has(at, 8); ++chunk) {
        if (format && sound) break;  // what follows stays unseen
        const std::string id = bytes.mark(at);
        const std::uint64_t size = bytes.big_endian(at + 4, 4);
        const std::uint64_t body = at + 8;
        if (!is_chunk_name(id))
            bytes.refuse("has a broken AIFF chunk '" + printable(id) + "' at byte " +
                         std::to_string(at));
        if (id == "SSND") {
            if (sound) bytes.refuse("has two AIFF chunks of sound");
            const std::uint64_t skipped = bytes.big_endian(body, 4);
            if (size < 8 || skipped > size - 8) bytes.refuse("its AIFF chunk 'SSND' is too short");
            sound = std::min(body + 8 + skipped, bytes.size());
            sound_bytes = std::min(size - 8 - skipped, bytes.size() - *sound);
        } else if (!bytes.has(body, size)) {
            bytes.refuse("its AIFF chunk '" + id + "' of " + std::to_string(size) +
                         " bytes reaches beyond the end of the file");
        } else if (id == "COMM") {
            if (format) bytes.refuse("has two AIFF format chunks");
            format = read_format(bytes, body, size, compressed);
        }
        end = std::min(body + size, bytes.size());
        at = body + size + size % 2;
    }
    if (!format || !sound) bytes.refuse("is an AIFF file without format or without sound");
    SoundHeader header;
    header.container = SoundContainer::aiff;
    header.end = end;
    header.sample_rate_hz = format->sample_rate_hz;
    header.channels = format->channels;
    header.stated_frames = format->frames;
    header.held_frames = std::min(format->frames, sound_bytes / format->frame_bytes);
    return header;
}

}  // namespace affetto::detail
