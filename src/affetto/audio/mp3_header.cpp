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

bool same_kind(const Mp3Frame& a, const Mp3Frame& b) {
    return a.version == b.version && a.layer == b.layer && a.sample_rate_hz == b.sample_rate_hz;
}

/// Two frames of one kind in a row, or one that is followed by the end or a tag.
bool begins_a_file(HeaderBytes& bytes, std::uint64_t at, const Mp3Frame& frame) {
    const std::uint64_t next = at + frame.bytes;
    if (next == bytes.size() || bytes.mark(next, 3) == "TAG") return true;
    if (!bytes.has(next, 4)) return false;
    const auto second = parse_frame(bytes.big_endian(next, 4));
    return second && same_kind(*second, frame);
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

/// The bytes of a tag (ID3v1, ID3v2, APE) that begins at `at`; 0 where none does.
std::uint64_t tag_bytes(HeaderBytes& bytes, std::uint64_t at) {
    constexpr std::uint64_t kId3v1 = 128, kApeHeader = 32;
    const std::string mark = bytes.mark(at, 8);
    if (mark.starts_with("ID3") && bytes.has(at, 10)) return id3_bytes(bytes, at);
    if (mark.starts_with("TAG")) return kId3v1;
    if (mark == "APETAGEX" && bytes.has(at, kApeHeader))
        return kApeHeader + bytes.little_endian(at + 12, 4);
    return 0;
}

/// How many frames the tag of Xing and LAME, which lies where layer 3 has the samples of the first
/// frame, says that follow it; nullopt where there is no such tag, or it does not say.
struct LengthTag {
    std::optional<std::uint64_t> frames;
};
std::optional<LengthTag> length_tag(HeaderBytes& bytes, std::uint64_t at, const Mp3Frame& frame) {
    if (frame.layer != 3) return std::nullopt;
    const std::uint64_t side_info =
        frame.version == 3 ? (frame.mono ? 17 : 32) : (frame.mono ? 9 : 17);
    const std::uint64_t tag = at + 4 + side_info;
    const std::string mark = bytes.mark(tag);
    if (mark != "Xing" && mark != "Info") return std::nullopt;
    constexpr std::uint64_t kHasFrames = 1;
    if (!bytes.has(tag, 12) || (bytes.big_endian(tag + 4, 4) & kHasFrames) == 0) return LengthTag{};
    return LengthTag{bytes.big_endian(tag + 8, 4)};
}

/// Walks from frame to frame and finds where one stream ends and another begins.
class Mp3Walk {
public:
    Mp3Walk(HeaderBytes& bytes, std::uint64_t begin, const Mp3Frame& first)
        : bytes_(bytes), end_(std::max(begin + first.bytes, end_before_tags(bytes))) {
        start(begin, first);
        at_ = begin + first.bytes;
    }

    std::vector<SoundHeader> streams() {
        bool after_tag = false;
        while (at_ < end_) {
            const auto frame = frame_at(bytes_, at_);
            if (frame && !after_tag && goes_on(*frame)) {
                ++frames_;
                last_frame_ = at_;
                at_ += frame->bytes;
            } else if (frame &&
                       (after_tag || !is_alike(*frame) || length_tag(bytes_, at_, *frame)) &&
                       begins_a_stream(*frame)) {
                finish();
                start(at_, *frame);
                at_ += frame->bytes;
                after_tag = false;
            } else if (const std::uint64_t tag = tag_bytes(bytes_, at_)) {
                at_ += tag;
                after_tag = true;
                last_frame_ = 0;
            } else {
                // A file that was cut within a frame hides the beginning of the next in it.
                at_ = last_frame_ > 0 ? last_frame_ + 1 : at_ + 1;
                last_frame_ = 0;
                skip_junk();
            }
        }
        finish();
        streams_.back().end = end_;
        return std::move(streams_);
    }

private:
    bool is_alike(const Mp3Frame& frame) const {
        return same_kind(frame, kind_) && frame.mono == kind_.mono;
    }

    bool goes_on(const Mp3Frame& frame) {
        if (!is_alike(frame) || length_tag(bytes_, at_, frame)) return false;
        sound_end_ = at_ + frame.bytes;
        return true;
    }

    /// Several frames of one kind in a row: what merely looks like a frame is none.
    bool begins_a_stream(const Mp3Frame& first) {
        constexpr int kInARow = 4;
        std::uint64_t at = at_ + first.bytes;
        for (int n = 1; n < kInARow; ++n) {
            if (n > 1 && (at == end_ || tag_bytes(bytes_, at) > 0)) return true;
            const auto next = frame_at(bytes_, at);
            if (!next || !same_kind(*next, first) || next->mono != first.mono) return false;
            at += next->bytes;
        }
        return true;
    }

    /// To the next place where something may begin.
    void skip_junk() {
        for (; at_ < end_; ++at_) {
            const auto frame = frame_at(bytes_, at_);
            if ((frame && begins_a_stream(*frame)) || tag_bytes(bytes_, at_) > 0) return;
        }
    }

    void start(std::uint64_t at, const Mp3Frame& frame) {
        kind_ = frame;
        frames_ = 0;
        sound_end_ = at + frame.bytes;
        tag_ = length_tag(bytes_, at, frame);
        if (!tag_) ++frames_;
        SoundHeader header;
        header.container = SoundContainer::mp3;
        header.begin = at;
        header.sample_rate_hz = frame.sample_rate_hz;
        header.channels = frame.mono ? 1 : 2;
        header.mp3_states_length = tag_ && tag_->frames;
        add_stream(bytes_, streams_, header);
    }

    /// The stream before `at_` is over.
    void finish() {
        constexpr std::uint64_t kTagItself = 1;  // some programs count it too
        SoundHeader& stream = streams_.back();
        stream.end = std::min(sound_end_, at_);
        // A decoder would believe a tag that states less than there is, and leave out the rest.
        if (tag_ && tag_->frames && frames_ > *tag_->frames + kTagItself) {
            stream.begin += kind_.bytes;
            stream.mp3_states_length = false;
        }
    }

    HeaderBytes& bytes_;
    std::uint64_t at_ = 0, end_;
    Mp3Frame kind_;                 // of the stream at hand
    std::uint64_t frames_ = 0;      // of it so far, without its tag
    std::uint64_t sound_end_ = 0;   // behind its last frame
    std::uint64_t last_frame_ = 0;  // where it begins; 0: seen again
    std::optional<LengthTag> tag_;
    std::vector<SoundHeader> streams_;
};

}  // namespace

std::optional<SoundHeader> find_mp3_header(HeaderBytes& bytes, std::uint64_t begin) {
    for (std::uint64_t at = begin; at < begin + kSearched && at < bytes.size(); ++at) {
        const auto frame = frame_at(bytes, at);
        if (frame && begins_a_file(bytes, at, *frame))
            return joined(Mp3Walk(bytes, at, *frame).streams());
    }
    return std::nullopt;
}

}  // namespace affetto::detail
