#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "affetto/codec/ecdc.hpp"
#include "affetto/core/file.hpp"
#include "affetto/core/input_file.hpp"

namespace affetto {

/// Takes bytes in the order of the file.
using ByteSink = std::function<void(std::span<const std::byte>)>;

/// Packs the segments of an .ecdc file as they come, in constant memory; the header is the
/// caller's.
class EcdcWriter {
public:
    EcdcWriter(const EcdcLayout& layout, int num_codebooks, ByteSink sink);

    /// Ends the segment before it. Only models that normalise store the scale.
    void begin_segment(float scale = 1.0f);
    /// `codes` is [frames, K]. Throws std::invalid_argument for another size, codes that are not in
    /// the codebook, and before the first segment.
    void add_frames(std::span<const std::int32_t> codes);
    /// Ends the last segment and checks that segments and frames are those of a sound of so many
    /// samples; throws std::invalid_argument where they are not.
    void finish(std::int64_t samples);

private:
    void put(std::byte byte);
    void flush_bits();

    EcdcLayout layout_;
    int num_codebooks_;
    int bits_;
    ByteSink sink_;
    Bytes buffer_;
    std::uint64_t waiting_ = 0;  ///< bits that do not fill a byte yet
    int waiting_bits_ = 0;
    std::int64_t segments_ = 0;
    std::int64_t frames_ = 0;  ///< of all segments
};

/// What comes before the codes of a segment.
struct EcdcSegment {
    std::int64_t index = 0;
    std::int64_t samples = 0;
    std::int64_t frames = 0;
    float scale = 1.0f;
};

/// Reads an .ecdc file segment by segment and frame by frame, in constant memory. Construction
/// reads the header and compares the size of the file with what the header needs, so that a file
/// that is cut short is refused before anything is decoded. Everything throws DataError naming the
/// file and the fault.
class EcdcReader {
public:
    EcdcReader(InputFile file, const EcdcLayoutOf& layout_of);
    /// Bytes that outlive it.
    EcdcReader(std::span<const std::byte> bytes, std::string name, const EcdcLayoutOf& layout_of);

    const EcdcHeader& header() const { return header_; }
    const EcdcLayout& layout() const { return layout_; }
    std::int64_t segments() const { return segments_; }

    /// The next segment, nullopt after the last. What was left of the one before is passed over.
    std::optional<EcdcSegment> next_segment();
    /// Fills `codes` with the next frames of the segment, [frames, K], and says how many: fewer
    /// than fit only at its end. The size of `codes` is a multiple of K.
    std::int64_t read_frames(std::span<std::int32_t> codes);

private:
    using ReadAt = std::function<std::size_t(std::uint64_t, std::span<std::byte>)>;

    EcdcReader(const std::shared_ptr<const InputFile>& file, const EcdcLayoutOf& layout_of);
    EcdcReader(ReadAt read_at, std::uint64_t size, std::string name, const EcdcLayoutOf& layout_of);
    [[noreturn]] void fail(const std::string& what) const;
    void check_size(std::uint64_t header_size) const;
    std::byte next_byte();
    std::int32_t next_code();
    void finish_segment();

    ReadAt read_at_;
    std::uint64_t size_;
    std::string name_;
    EcdcHeader header_;
    EcdcLayout layout_;
    int bits_ = 0;
    std::int64_t segments_ = 0;
    std::uint64_t offset_ = 0;  ///< of the first byte that is not in the buffer
    Bytes buffer_;
    std::size_t used_ = 0;  ///< of the buffer
    std::uint64_t waiting_ = 0;
    int waiting_bits_ = 0;
    std::int64_t next_segment_ = 0;
    std::int64_t frames_left_ = 0;  ///< of the segment
};

}  // namespace affetto
