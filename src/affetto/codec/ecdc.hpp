#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "affetto/core/file.hpp"

namespace affetto {

struct CodecConfig;

/// Meta's container of EnCodec's codes, .ecdc, without the language model:
///
///     "ECDC", the version 0 (u8), the length of a JSON text (u32, big-endian), that text:
///     {"m": model's name, "al": samples, "nc": codebooks, "lm": false};
///     for each segment of the sound: its scale (float32, big-endian; only of models that
///     normalise), its codes, frame after frame and in a frame codebook after codebook, each in
///     `bits` bits, the lowest first, into bytes from their lowest bit on; zeros fill the last
///     byte.
///
/// The layout of the segments is not in the file: it follows from the model.
struct EcdcHeader {
    std::string model;
    std::int64_t samples = 0;  ///< of each channel
    int num_codebooks = 0;

    bool operator==(const EcdcHeader&) const = default;
};

/// What the model says about its codes.
struct EcdcLayout {
    int codebook_size = 1'024;        ///< entries; 2 to 65,536
    int hop_length = 320;             ///< samples a frame
    bool normalize = false;           ///< each segment has a scale
    std::int64_t segment_length = 0;  ///< samples; 0: the sound is one segment
    std::int64_t segment_stride = 0;  ///< samples between the beginnings of two segments

    bool operator==(const EcdcLayout&) const = default;
};

/// The layout of a model's codes.
EcdcLayout ecdc_layout(const CodecConfig& config);
/// Throws std::invalid_argument where a field is out of its range.
void validate(const EcdcLayout& layout);
/// Bits of a code.
int ecdc_code_bits(const EcdcLayout& layout);
/// A segment begins at every multiple of the stride that lies in the sound; none in an empty one.
std::int64_t ecdc_segments(const EcdcLayout& layout, std::int64_t samples);
/// Samples of segment `index`, cut at the end of the sound.
std::int64_t ecdc_segment_samples(const EcdcLayout& layout, std::int64_t samples,
                                  std::int64_t index);
/// samples / hop_length, rounded up.
std::int64_t ecdc_frames(const EcdcLayout& layout, std::int64_t samples);

/// The beginning of a file, up to the first segment; as Meta's program writes it and then blanks,
/// which JSON allows, until the JSON text has `room` bytes: for a header that is written over once
/// the number of samples is known. Throws std::invalid_argument where it needs more, or a field is
/// out of range.
Bytes ecdc_header_bytes(const EcdcHeader& header, std::size_t room = 0);

/// The inverse. `beginning` is a file's or as much of it as kMaxEcdcHeader bytes; `size` gives the
/// length of the header. Throws DataError: `name` and the fault.
struct EcdcHeaderRead {
    EcdcHeader header;
    std::size_t size = 0;
};
EcdcHeaderRead parse_ecdc_header(std::span<const std::byte> beginning, std::string_view name);
inline constexpr std::size_t kMaxEcdcHeader = 1 << 16;

/// The codes of one segment.
struct CodeSegment {
    float scale = 1.0f;               ///< what the decoded sound is multiplied by
    std::vector<std::int32_t> codes;  ///< [K, frames]

    bool operator==(const CodeSegment&) const = default;
};

struct EcdcSound {
    EcdcHeader header;
    std::vector<CodeSegment> segments;
};

/// Finds the layout of the model that a header names; throws where there is none.
using EcdcLayoutOf = std::function<EcdcLayout(const EcdcHeader&)>;

/// A whole file in memory (long ones: ecdc_stream.hpp). Throws DataError: `name` and the fault,
/// among them too few or too many bytes for the header's samples.
EcdcSound parse_ecdc(std::span<const std::byte> file, std::string_view name,
                     const EcdcLayoutOf& layout_of);
/// Throws std::invalid_argument where segments and header do not fit together.
Bytes serialize_ecdc(const EcdcSound& sound, const EcdcLayout& layout);

}  // namespace affetto
