#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "affetto/codec/ecdc.hpp"
#include "affetto/core/file.hpp"

namespace affetto {

/// The codes of a sound as safetensors, for other programs (docs/formats.md): `codes` [K, T], int16
/// or, from 32,769 entries on, int32, the frames of all segments one after another;
/// `segment_frames` [segments], int64; `scales` [segments], float32.
struct CodedSound {
    std::string model;
    int sample_rate_hz = 0;
    std::int64_t samples = 0;  ///< of each channel
    int num_codebooks = 0;
    int codebook_size = 0;
    std::vector<CodeSegment> segments;

    bool operator==(const CodedSound&) const = default;
};

/// Throws std::invalid_argument for codes that are not in the codebook, a segment that has not as
/// many in each codebook, and fields out of range; Error where the file cannot be written.
void write_codes(const Path& path, const CodedSound& sound);

/// Throws DataError naming the file and the fault.
CodedSound read_codes(const Path& path);
/// The same from bytes; `name` is a path, or a word for it.
CodedSound parse_codes(Bytes bytes, std::string_view name);

}  // namespace affetto
