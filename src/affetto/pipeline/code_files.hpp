#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "affetto/codec/codec_config.hpp"
#include "affetto/core/file.hpp"

namespace affetto {

/// Files of codes, .ecdc or safetensors (docs/formats.md), piece by piece. An .ecdc file is written
/// and read in constant memory; the codes of a safetensors file, two or four bytes each, are held.

/// Some frames of one segment of a sound.
struct CodePiece {
    bool begins_segment = false, ends_segment = false;
    float scale = 1.0f;               ///< of the segment
    std::vector<std::int32_t> codes;  ///< [frames, K]
};

/// What a file of codes says of itself.
struct CodesHeader {
    std::string model;         ///< the codec's name
    std::int64_t samples = 0;  ///< of each channel
    int num_codebooks = 0;

    bool operator==(const CodesHeader&) const = default;
};

/// "ecdc", "safetensors": the names of the formats, which are their file extensions.
const std::vector<std::string>& code_formats();

/// Appears whole or not at all: without commit() nothing is left of the file.
class CodesWriter {
public:
    virtual ~CodesWriter() = default;
    /// In order. The first piece of a segment begins it; `ends_segment` need not be set.
    virtual void add(const CodePiece& piece) = 0;
    /// Throws std::invalid_argument where the codes are not those of so many samples.
    virtual void commit(std::int64_t samples) = 0;
};
/// `header.samples` is what is expected; where `exact` the sound will have just that many (then an
/// .ecdc file has the bytes that Meta's program writes, else some blanks in its header). Throws
/// UsageError for another format, Error where the file cannot be made.
std::unique_ptr<CodesWriter> make_codes_writer(const Path& path, std::string_view format,
                                               const CodesHeader& header, const CodecConfig& config,
                                               bool exact);

class CodesReader {
public:
    virtual ~CodesReader() = default;
    virtual const CodesHeader& header() const = 0;
    /// nullopt after the last. At most a few thousand frames each.
    virtual std::optional<CodePiece> next() = 0;
};
/// Finds the configuration of the codec that a file names; throws where there is none.
using ConfigOfCodec = std::function<CodecConfig(const std::string& model)>;
/// Either format, told apart by content. Everything throws DataError naming the file and the fault,
/// also where the codes do not fit the codec's configuration.
std::unique_ptr<CodesReader> open_codes(const Path& path, const ConfigOfCodec& config_of);

}  // namespace affetto
