#include "affetto/codec/ecdc_stream.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <stdexcept>

#include "affetto/core/error.hpp"

namespace affetto {
namespace {

constexpr std::size_t kBlock = 1 << 16;
constexpr std::size_t kScaleSize = 4;

/// Bytes of a segment of so many samples; nullopt beyond 64 bits.
std::optional<std::uint64_t> segment_bytes(const EcdcLayout& layout, int num_codebooks,
                                           std::int64_t samples) {
    const std::uint64_t bits_a_frame = static_cast<std::uint64_t>(num_codebooks) *
                                       static_cast<std::uint64_t>(ecdc_code_bits(layout));
    std::uint64_t bits = 0;
    if (__builtin_mul_overflow(static_cast<std::uint64_t>(ecdc_frames(layout, samples)),
                               bits_a_frame, &bits))
        return std::nullopt;
    return bits / 8 + (bits % 8 != 0 ? 1 : 0) + (layout.normalize ? kScaleSize : 0);
}

/// How many segments from the first on are not cut at the end of the sound.
std::int64_t whole_segments(const EcdcLayout& layout, std::int64_t samples) {
    if (layout.segment_stride == 0 || samples < layout.segment_length) return 0;
    return (samples - layout.segment_length) / layout.segment_stride + 1;
}

/// Bytes of all segments, as far as the first sum that exceeds `limit`.
std::uint64_t all_segment_bytes(const EcdcLayout& layout, const EcdcHeader& header,
                                std::uint64_t limit) {
    const auto beyond = [&] { return limit == ~std::uint64_t{0} ? limit : limit + 1; };
    const std::int64_t whole = whole_segments(layout, header.samples);
    std::uint64_t total = 0;
    if (whole > 0) {
        const auto one = segment_bytes(layout, header.num_codebooks, layout.segment_length);
        if (!one || __builtin_mul_overflow(*one, static_cast<std::uint64_t>(whole), &total))
            return beyond();
    }
    const std::int64_t segments = ecdc_segments(layout, header.samples);
    for (std::int64_t i = whole; i < segments && total <= limit; ++i) {
        const auto one = segment_bytes(layout, header.num_codebooks,
                                       ecdc_segment_samples(layout, header.samples, i));
        if (!one || __builtin_add_overflow(total, *one, &total)) return beyond();
    }
    return std::min(total, beyond());
}

/// Frames of all segments of a sound that was written.
std::int64_t all_frames(const EcdcLayout& layout, std::int64_t samples) {
    const std::int64_t whole = whole_segments(layout, samples);
    std::int64_t frames = whole * ecdc_frames(layout, layout.segment_length);
    for (std::int64_t i = whole; i < ecdc_segments(layout, samples); ++i)
        frames += ecdc_frames(layout, ecdc_segment_samples(layout, samples, i));
    return frames;
}

}  // namespace

EcdcWriter::EcdcWriter(const EcdcLayout& layout, int num_codebooks, ByteSink sink)
    : layout_(layout), num_codebooks_(num_codebooks), sink_(std::move(sink)) {
    validate(layout);
    bits_ = ecdc_code_bits(layout);
    if (num_codebooks < 1) throw std::invalid_argument("EcdcWriter: needs at least one codebook");
}

void EcdcWriter::put(std::byte byte) {
    buffer_.push_back(byte);
    if (buffer_.size() < kBlock) return;
    sink_(buffer_);
    buffer_.clear();
}

void EcdcWriter::flush_bits() {
    if (waiting_bits_ > 0) put(static_cast<std::byte>(waiting_));
    waiting_ = 0;
    waiting_bits_ = 0;
}

void EcdcWriter::begin_segment(float scale) {
    flush_bits();
    ++segments_;
    if (!layout_.normalize) return;
    if (!std::isfinite(scale) || scale < 0.0f)
        throw std::invalid_argument("EcdcWriter: a scale must be a number that is not negative");
    const auto bits = std::bit_cast<std::uint32_t>(scale);
    for (int shift = 24; shift >= 0; shift -= 8) put(static_cast<std::byte>(bits >> shift & 0xff));
}

void EcdcWriter::add_frames(std::span<const std::int32_t> codes) {
    if (segments_ == 0 || codes.size() % static_cast<std::size_t>(num_codebooks_) != 0)
        throw std::invalid_argument("EcdcWriter: whole frames, after the beginning of a segment");
    for (const std::int32_t code : codes) {
        if (code < 0 || code >= layout_.codebook_size)
            throw std::invalid_argument("EcdcWriter: code " + std::to_string(code) +
                                        " is not in a codebook of " +
                                        std::to_string(layout_.codebook_size));
        waiting_ |= static_cast<std::uint64_t>(code) << waiting_bits_;
        waiting_bits_ += bits_;
        for (; waiting_bits_ >= 8; waiting_bits_ -= 8, waiting_ >>= 8)
            put(static_cast<std::byte>(waiting_ & 0xff));
    }
    frames_ += static_cast<std::int64_t>(codes.size()) / num_codebooks_;
}

void EcdcWriter::finish(std::int64_t samples) {
    flush_bits();
    if (segments_ != ecdc_segments(layout_, samples) || frames_ != all_frames(layout_, samples))
        throw std::invalid_argument("EcdcWriter: " + std::to_string(segments_) + " segments with " +
                                    std::to_string(frames_) + " frames are not those of " +
                                    std::to_string(samples) + " samples");
    sink_(buffer_);
    buffer_.clear();
}

EcdcReader::EcdcReader(InputFile file, const EcdcLayoutOf& layout_of)
    : EcdcReader(std::make_shared<const InputFile>(std::move(file)), layout_of) {}

EcdcReader::EcdcReader(const std::shared_ptr<const InputFile>& file, const EcdcLayoutOf& layout_of)
    : EcdcReader([file](std::uint64_t offset,
                        std::span<std::byte> block) { return file->read_at(offset, block); },
                 file->size(), display(file->path()), layout_of) {}

EcdcReader::EcdcReader(std::span<const std::byte> bytes, std::string name,
                       const EcdcLayoutOf& layout_of)
    : EcdcReader(
          [bytes](std::uint64_t offset, std::span<std::byte> block) {
              const auto rest = bytes.subspan(std::min<std::uint64_t>(offset, bytes.size()));
              const auto count = std::min(rest.size(), block.size());
              std::copy_n(rest.begin(), count, block.begin());
              return count;
          },
          bytes.size(), std::move(name), layout_of) {}

EcdcReader::EcdcReader(ReadAt read_at, std::uint64_t size, std::string name,
                       const EcdcLayoutOf& layout_of)
    : read_at_(std::move(read_at)), size_(size), name_(std::move(name)) {
    Bytes beginning(std::min<std::uint64_t>(size, kMaxEcdcHeader));
    beginning.resize(read_at_(0, beginning));
    const EcdcHeaderRead read = parse_ecdc_header(beginning, name_);
    header_ = read.header;
    offset_ = read.size;
    layout_ = layout_of(header_);
    validate(layout_);
    bits_ = ecdc_code_bits(layout_);
    segments_ = ecdc_segments(layout_, header_.samples);
    check_size(read.size);
}

void EcdcReader::fail(const std::string& what) const {
    throw DataError(name_ + ": not a valid .ecdc file: " + what);
}

void EcdcReader::check_size(std::uint64_t header_size) const {
    const std::uint64_t have = size_ - header_size;
    const std::uint64_t need = all_segment_bytes(layout_, header_, have);
    if (need == have) return;
    const std::string claim = "its header claims " + std::to_string(header_.samples) +
                              " samples in " + std::to_string(header_.num_codebooks) +
                              " codebooks of '" + header_.model + "'; ";
    if (need > have)
        fail(claim + "their codes need more than the " + std::to_string(have) +
             " bytes after it; is it cut short?");
    fail(claim + "their codes need " + std::to_string(need) + " bytes, " + std::to_string(have) +
         " follow");
}

std::byte EcdcReader::next_byte() {
    if (used_ == buffer_.size()) {
        buffer_.resize(kBlock);
        buffer_.resize(read_at_(offset_, buffer_));
        offset_ += buffer_.size();
        used_ = 0;
        if (buffer_.empty()) fail("it ends within its codes");
    }
    return buffer_[used_++];
}

std::int32_t EcdcReader::next_code() {
    for (; waiting_bits_ < bits_; waiting_bits_ += 8)
        waiting_ |= std::to_integer<std::uint64_t>(next_byte()) << waiting_bits_;
    const auto code = static_cast<std::int32_t>(waiting_ & ((std::uint64_t{1} << bits_) - 1));
    waiting_ >>= bits_;
    waiting_bits_ -= bits_;
    if (code >= layout_.codebook_size)
        fail("code " + std::to_string(code) + " is not in a codebook of " +
             std::to_string(layout_.codebook_size));
    return code;
}

void EcdcReader::finish_segment() {
    for (; frames_left_ > 0; --frames_left_)
        for (int q = 0; q < header_.num_codebooks; ++q) next_code();
    if (waiting_ != 0)
        fail("zeros must follow the codes of segment " + std::to_string(next_segment_ - 1) +
             "; is it damaged?");
    waiting_bits_ = 0;
}

std::optional<EcdcSegment> EcdcReader::next_segment() {
    finish_segment();
    if (next_segment_ == segments_) return std::nullopt;
    EcdcSegment segment;
    segment.index = next_segment_++;
    segment.samples = ecdc_segment_samples(layout_, header_.samples, segment.index);
    segment.frames = frames_left_ = ecdc_frames(layout_, segment.samples);
    if (layout_.normalize) {
        std::uint32_t bits = 0;
        for (std::size_t i = 0; i < kScaleSize; ++i)
            bits = bits << 8 | std::to_integer<std::uint32_t>(next_byte());
        segment.scale = std::bit_cast<float>(bits);
        if (!std::isfinite(segment.scale) || segment.scale < 0.0f)
            fail("the scale of segment " + std::to_string(segment.index) +
                 " is no number from 0 on");
    }
    return segment;
}

std::int64_t EcdcReader::read_frames(std::span<std::int32_t> codes) {
    const auto room = static_cast<std::int64_t>(codes.size()) / header_.num_codebooks;
    const std::int64_t frames = std::min(room, frames_left_);
    const auto count = static_cast<std::size_t>(frames * header_.num_codebooks);
    for (std::int32_t& code : codes.first(count)) code = next_code();
    frames_left_ -= frames;
    return frames;
}

}  // namespace affetto
