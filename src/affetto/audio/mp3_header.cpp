#include "affetto/audio/container_headers.hpp"

namespace affetto::detail {
namespace {

constexpr std::uint64_t kSearched = 64 << 10;

/// The head of one frame of MPEG audio, of four bytes (ISO 11172-3 2.4.1.3, ISO 13818-3).
struct Mp3Frame {
    int version = 0;  ///< 3: MPEG 1, 2: MPEG 2, 0: MPEG 2.5
    int layer = 0;    ///< 1 to 3
    bool mono = false;
    int sample_rate_hz = 0;
    std::uint64_t bytes = 0;
};

std::optional<Mp3Frame> parse_frame(std::uint64_t head) {
    // In kbit/s; rows: MPEG 1 layers 1, 2, 3; MPEG 2 and 2.5 layer 1, layers 2 and 3.
    static constexpr int kRates[5][15] = {
        {0, 32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448},
        {0, 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384},
        {0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320},
        {0, 32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256},
        {0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160}};
    static constexpr int kSampleRates[3] = {44'100, 48'000, 32'000};

    const int version = static_cast<int>(head >> 19 & 3);
    const int layer_bits = static_cast<int>(head >> 17 & 3);
    const int rate = static_cast<int>(head >> 12 & 15);
    const int sample_rate = static_cast<int>(head >> 10 & 3);
    const bool frame_sync = (head >> 21 & 0x7FF) == 0x7FF;
    // A rate of 0 is "free format", which nobody writes and much else looks like.
    if (!frame_sync || version == 1 || layer_bits == 0 || rate == 0 || rate == 15 ||
        sample_rate == 3)
        return std::nullopt;

    Mp3Frame frame;
    frame.version = version;
    frame.layer = 4 - layer_bits;
    frame.mono = (head >> 6 & 3) == 3;
    const bool mpeg1 = version == 3;
    frame.sample_rate_hz = kSampleRates[sample_rate] / (mpeg1 ? 1 : version == 2 ? 2 : 4);
    const int row = mpeg1 ? frame.layer - 1 : frame.layer == 1 ? 3 : 4;
    const int bits_a_second = 1'000 * kRates[row][rate];
    const int padding = static_cast<int>(head >> 9 & 1);
    if (frame.layer == 1) {
        frame.bytes =
            static_cast<std::uint64_t>(12 * bits_a_second / frame.sample_rate_hz + padding) * 4;
    } else {
        const int samples_in_bytes = frame.layer == 3 && !mpeg1 ? 72 : 144;
        frame.bytes = static_cast<std::uint64_t>(
            samples_in_bytes * bits_a_second / frame.sample_rate_hz + padding);
    }
    return frame;
}

std::optional<Mp3Frame> frame_at(HeaderBytes& bytes, std::uint64_t at) {
    if (!bytes.has(at, 4)) return std::nullopt;
    const auto frame = parse_frame(bytes.big_endian(at, 4));
    if (!frame || !bytes.has(at, frame->bytes)) return std::nullopt;
    return frame;
}

/// Two frames of one kind in a row, or one that is followed by the end or a tag.
bool begins_a_stream(HeaderBytes& bytes, std::uint64_t at, const Mp3Frame& frame) {
    const std::uint64_t next = at + frame.bytes;
    if (next == bytes.size() || bytes.mark(next, 3) == "TAG") return true;
    if (!bytes.has(next, 4)) return false;
    const auto second = parse_frame(bytes.big_endian(next, 4));
    return second && second->version == frame.version && second->layer == frame.layer &&
           second->sample_rate_hz == frame.sample_rate_hz;
}

/// Where the sound ends: in front of the tags (ID3v1, APE) behind it, in which a decoder would look
/// for frames.
std::uint64_t end_before_tags(HeaderBytes& bytes) {
    constexpr std::uint64_t kId3v1 = 128, kApeFooter = 32, kApeHasHeader = std::uint64_t{1} << 31;
    std::uint64_t end = bytes.size();
    if (end >= kId3v1 && bytes.mark(end - kId3v1, 3) == "TAG") end -= kId3v1;
    if (end >= kApeFooter && bytes.mark(end - kApeFooter, 8) == "APETAGEX") {
        const std::uint64_t size = bytes.little_endian(end - kApeFooter + 12, 4);
        const std::uint64_t flags = bytes.little_endian(end - kApeFooter + 20, 4);
        const std::uint64_t tag = size + ((flags & kApeHasHeader) != 0 ? kApeFooter : 0);
        if (tag <= end) end -= tag;
    }
    return end;
}

/// The tag of Xing and LAME lies where layer 3 has the samples of the first frame.
bool states_length(HeaderBytes& bytes, std::uint64_t at, const Mp3Frame& frame) {
    if (frame.layer != 3) return false;
    const std::uint64_t side_info =
        frame.version == 3 ? (frame.mono ? 17 : 32) : (frame.mono ? 9 : 17);
    const std::uint64_t tag = at + 4 + side_info;
    const std::string mark = bytes.mark(tag);
    constexpr std::uint64_t kHasFrames = 1;
    return (mark == "Xing" || mark == "Info") && bytes.has(tag, 12) &&
           (bytes.big_endian(tag + 4, 4) & kHasFrames) != 0;
}

}  // namespace

std::optional<SoundHeader> find_mp3_header(HeaderBytes& bytes, std::uint64_t begin) {
    for (std::uint64_t at = begin; at < begin + kSearched && at < bytes.size(); ++at) {
        const auto frame = frame_at(bytes, at);
        if (!frame || !begins_a_stream(bytes, at, *frame)) continue;
        SoundHeader header;
        header.container = SoundContainer::mp3;
        header.begin = at;
        header.end = std::max(at + frame->bytes, end_before_tags(bytes));
        header.sample_rate_hz = frame->sample_rate_hz;
        header.channels = frame->mono ? 1 : 2;
        header.mp3_states_length = states_length(bytes, at, *frame);
        return header;
    }
    return std::nullopt;
}

}  // namespace affetto::detail
