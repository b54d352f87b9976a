#include "affetto/audio/container_headers.hpp"
#include "affetto/core/text.hpp"

namespace affetto::detail {
namespace {

constexpr std::uint64_t kPageHeader = 27;
constexpr std::uint64_t kBeginOfStream = 2, kEndOfStream = 4;  // of a page's flags
constexpr std::uint64_t kMaxPage = kPageHeader + 255 + 255 * 255;

/// The bytes of the page of OGG at `at`; nullopt where none begins there or the file ends within
/// it.
std::optional<std::uint64_t> page_bytes(HeaderBytes& bytes, std::uint64_t at) {
    if (!bytes.has(at, kPageHeader) || bytes.mark(at, 5) != std::string("OggS\0", 5))
        return std::nullopt;
    const std::uint64_t segments = bytes.little_endian(at + 26, 1);
    if (!bytes.has(at, kPageHeader + segments)) return std::nullopt;
    std::uint64_t size = kPageHeader + segments;
    for (std::uint64_t s = 0; s < segments; ++s)
        size += bytes.little_endian(at + kPageHeader + s, 1);
    if (!bytes.has(at, size)) return std::nullopt;
    return size;
}

/// True where the file ends with a whole page that is marked as the last of its stream.
bool ends_with_a_last_page(HeaderBytes& file) {
    const Bytes tail = file.last(kMaxPage);
    MemorySource source(tail);
    HeaderBytes bytes(source, file.name());
    for (std::uint64_t length = kPageHeader; length <= tail.size(); ++length) {
        const std::uint64_t at = tail.size() - length;
        if (page_bytes(bytes, at) == length)
            return (bytes.little_endian(at + 5, 1) & kEndOfStream) != 0;
    }
    return false;
}

/// Where the page behind that at `at` begins; the end of the file where there is none.
std::uint64_t next_page(HeaderBytes& bytes, std::uint64_t at) {
    const std::uint64_t behind = at + *page_bytes(bytes, at);
    if (behind == bytes.size() || page_bytes(bytes, behind)) return behind;
    // A file that was cut within a page hides the beginning of the next in it.
    for (++at; at < bytes.size() && !page_bytes(bytes, at);) ++at;
    return at;
}

/// What the first page of a stream, which begins at `begin`, says.
SoundHeader read_ogg_stream(HeaderBytes& bytes, std::uint64_t begin) {
    const std::uint64_t packet = begin + kPageHeader + bytes.little_endian(begin + 26, 1);
    SoundHeader header;
    header.container = SoundContainer::ogg;
    header.begin = begin;
    const std::string mark = bytes.mark(packet, 8);
    const auto begins = [&](std::string_view with) { return mark.substr(0, with.size()) == with; };
    if (begins("\x01vorbis")) {
        header.channels = static_cast<int>(bytes.little_endian(packet + 11, 1));
        header.sample_rate_hz = static_cast<double>(bytes.little_endian(packet + 12, 4));
    } else if (begins("OpusHead")) {
        header.channels = static_cast<int>(bytes.little_endian(packet + 9, 1));
    } else if (!begins("\x7F"
                       "FLAC")) {
        bytes.refuse("is an OGG file of '" + printable(mark) + "', expected Vorbis, Opus or FLAC" +
                     (begin > 0 ? "; it is joined to others at byte " + std::to_string(begin)
                                : std::string()));
    }
    return header;
}

}  // namespace

SoundHeader read_flac_header(HeaderBytes& bytes, std::uint64_t begin) {
    constexpr std::uint64_t kStreamInfo = 34;
    const std::uint64_t block = bytes.big_endian(begin + 4, 4);
    if ((block >> 24 & 0x7F) != 0 || (block & 0xFF'FFFF) != kStreamInfo)
        bytes.refuse("is a FLAC file that does not begin with its stream information");
    SoundHeader header;
    header.container = SoundContainer::flac;
    header.begin = begin;
    header.end = bytes.size();
    const std::uint64_t packed = bytes.big_endian(begin + 8 + 10, 8);  // 20, 3, 5 and 36 bits
    header.sample_rate_hz = static_cast<double>(packed >> 44);
    header.channels = static_cast<int>(packed >> 41 & 7) + 1;
    if (const std::uint64_t frames = packed & 0xF'FFFF'FFFF) header.stated_frames = frames;
    return header;
}

SoundHeader read_ogg_header(HeaderBytes& bytes) {
    if (!page_bytes(bytes, 0)) bytes.refuse("ends within its first OGG page");
    std::vector<SoundHeader> streams;
    bool began = false, ended = false;  // the page before, in the flags of its stream
    for (std::uint64_t at = 0; at < bytes.size();) {
        const std::uint64_t flags = bytes.little_endian(at + 5, 1);
        const bool begins = (flags & kBeginOfStream) != 0;
        // Streams that sound at once begin together; one that begins later is joined.
        if (begins && !began) {
            if (!streams.empty()) {
                streams.back().end = at;
                streams.back().closed = ended;
            }
            add_stream(bytes, streams, read_ogg_stream(bytes, at));
        }
        began = begins;
        ended = (flags & kEndOfStream) != 0;
        at = next_page(bytes, at);
    }
    if (streams.empty()) bytes.refuse("is an OGG file without the first page of a stream");
    streams.back().end = bytes.size();
    // A file that ends within a page is not closed, whatever the page before said.
    streams.back().closed = ended && ends_with_a_last_page(bytes);
    return joined(std::move(streams));
}

}  // namespace affetto::detail
