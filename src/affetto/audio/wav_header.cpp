#include "affetto/audio/container_headers.hpp"
#include "affetto/core/text.hpp"

namespace affetto::detail {
namespace {

constexpr int kPcm = 1, kFloat = 3, kALaw = 6, kMuLaw = 7, kExtensible = 0xFFFE;
constexpr std::uint64_t kMaxFormatBytes = 1'024;
/// What programs that cannot go back to the header write in place of the length.
constexpr std::uint64_t kUnknownLength = 0xFFFF'FFFF, kUnknownLengthFrom = 0x7FFF'F000;

/// What the chunk "fmt " says.
struct WavFormat {
    int channels = 0;
    std::uint64_t sample_rate_hz = 0;
    std::uint64_t frame_bytes = 0;
};

std::string coding_name(int tag) {
    switch (tag) {
        case 0x0002:
            return "Microsoft ADPCM";
        case 0x0011:
            return "IMA ADPCM";
        case 0x0014:
            return "G.723 ADPCM";
        case 0x0040:
            return "G.721 ADPCM";
        case 0x0031:
            return "GSM 6.10";
        case 0x0055:
            return "MP3";
        default:
            return "coding " + std::to_string(tag);
    }
}

WavFormat read_format(HeaderBytes& bytes, std::uint64_t at, std::uint64_t size) {
    if (size < 16 || size > kMaxFormatBytes)
        bytes.refuse("its WAV format chunk is " + std::to_string(size) +
                     " bytes long, expected 16 to " + std::to_string(kMaxFormatBytes));
    int tag = static_cast<int>(bytes.little_endian(at, 2));
    if (tag == kExtensible) {
        if (size < 40) bytes.refuse("its WAV format chunk is too short for WAVE_FORMAT_EXTENSIBLE");
        tag = static_cast<int>(bytes.little_endian(at + 24, 2));  // of the sub-format's GUID
    }
    WavFormat format;
    format.channels = static_cast<int>(bytes.little_endian(at + 2, 2));
    format.sample_rate_hz = bytes.little_endian(at + 4, 4);
    format.frame_bytes = bytes.little_endian(at + 12, 2);
    const int bits = static_cast<int>(bytes.little_endian(at + 14, 2));

    const bool known = (tag == kPcm && bits >= 8 && bits <= 32) ||
                       (tag == kFloat && (bits == 32 || bits == 64)) ||
                       ((tag == kALaw || tag == kMuLaw) && bits == 8);
    if (!known && (tag == kPcm || tag == kFloat || tag == kALaw || tag == kMuLaw))
        bytes.refuse("has samples of " + std::to_string(bits) +
                     " bits, which this WAV coding does not know");
    if (!known)
        bytes.refuse("is a WAV file with " + coding_name(tag) +
                     ", which is not read: convert it to plain WAV (PCM) or FLAC");
    if (format.channels == 0) bytes.refuse("its header states no channels");
    const std::uint64_t expected =
        static_cast<std::uint64_t>(format.channels) * static_cast<std::uint64_t>((bits + 7) / 8);
    if (format.frame_bytes != expected)
        bytes.refuse("its header contradicts itself: " + std::to_string(format.channels) +
                     " channels of " + std::to_string(bits) + " bits take " +
                     std::to_string(expected) + " bytes a frame, it states " +
                     std::to_string(format.frame_bytes));
    return format;
}

SoundHeader with_data(HeaderBytes& bytes, SoundContainer container,
                      const std::optional<WavFormat>& format, std::uint64_t data,
                      std::uint64_t stated_bytes, bool length_known) {
    if (!format) bytes.refuse("its sound comes before its format: no WAV file");
    const std::uint64_t available = bytes.size() - data;
    SoundHeader header;
    header.container = container;
    header.sample_rate_hz = static_cast<double>(format->sample_rate_hz);
    header.channels = format->channels;
    const std::uint64_t held = length_known ? std::min(stated_bytes, available) : available;
    header.held_frames = held / format->frame_bytes;
    if (length_known) header.stated_frames = stated_bytes / format->frame_bytes;
    // What follows the sound (tags, and maybe a second format) stays unseen.
    header.end = data + held;
    return header;
}

}  // namespace

SoundHeader read_wav_header(HeaderBytes& bytes) {
    const bool rf64 = bytes.mark(0) == "RF64";
    std::optional<WavFormat> format;
    std::optional<std::uint64_t> long_data;  // of RF64, where 32 bits do not suffice
    std::uint64_t at = 12;
    for (int chunk = 0; chunk < kMaxChunks && bytes.has(at, 8); ++chunk) {
        const std::string id = bytes.mark(at);
        const std::uint64_t size = bytes.little_endian(at + 4, 4);
        const std::uint64_t body = at + 8;
        if (id == "data") {
            if (rf64 && size == kUnknownLength && long_data)
                return with_data(bytes, SoundContainer::rf64, format, body, *long_data, true);
            const bool unknown =
                size == kUnknownLength || (size >= kUnknownLengthFrom && !bytes.has(body, size));
            return with_data(bytes, rf64 ? SoundContainer::rf64 : SoundContainer::wav, format, body,
                             size, !unknown);
        }
        if (!is_chunk_name(id))
            bytes.refuse("has a broken WAV chunk '" + printable(id) + "' at byte " +
                         std::to_string(at));
        if (!bytes.has(body, size))
            bytes.refuse("its WAV chunk '" + id + "' of " + std::to_string(size) +
                         " bytes reaches beyond the end of the file");
        if (id == "fmt ") {
            if (format) bytes.refuse("has two WAV format chunks");
            format = read_format(bytes, body, size);
        }
        if (rf64 && id == "ds64" && size >= 24) long_data = bytes.little_endian(body + 8, 8);
        at = body + size + size % 2;
    }
    bytes.refuse("is a WAV file without sound (no chunk 'data')");
}

SoundHeader read_w64_header(HeaderBytes& bytes) {
    constexpr std::uint64_t kChunkHeader =
        24;  // a GUID of 16 bytes and the size, which counts both
    std::optional<WavFormat> format;
    std::uint64_t at = kChunkHeader + 16;
    for (int chunk = 0; chunk < kMaxChunks && bytes.has(at, kChunkHeader); ++chunk) {
        const std::string id = bytes.mark(at);
        const std::uint64_t size = bytes.little_endian(at + 16, 8);
        if (size < kChunkHeader)
            bytes.refuse("has a broken W64 chunk at byte " + std::to_string(at));
        const std::uint64_t body = at + kChunkHeader;
        if (id == "data")
            return with_data(bytes, SoundContainer::w64, format, body, size - kChunkHeader, true);
        if (!bytes.has(at, size))
            bytes.refuse("its W64 chunk '" + printable(id) +
                         "' reaches beyond the end of the file");
        if (id == "fmt ") {
            if (format) bytes.refuse("has two W64 format chunks");
            format = read_format(bytes, body, size - kChunkHeader);
        }
        at += (size + 7) / 8 * 8;
    }
    bytes.refuse("is a W64 file without sound (no chunk 'data')");
}

}  // namespace affetto::detail
