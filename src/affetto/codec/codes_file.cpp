#include "affetto/codec/codes_file.hpp"

#include <cmath>
#include <cstring>
#include <limits>
#include <stdexcept>

#include "affetto/core/error.hpp"
#include "affetto/core/safetensors.hpp"
#include "affetto/core/text.hpp"
#include "affetto/core/version.hpp"

namespace affetto {
namespace {

constexpr std::string_view kWhat = "affetto codes";
constexpr std::string_view kFormatVersion = "1";
constexpr int kMaxCodebooks = 1'024;
constexpr int kMaxCodebookSize = 1 << 16;

void require(bool claim, const char* what) {
    if (!claim) throw std::invalid_argument(std::string("write_codes: ") + what);
}

/// Where frame `t` of codebook `q` of segment `s` goes is the order of the file: [K, T].
template <class Stored>
std::vector<Stored> joined(const CodedSound& sound, std::size_t frames) {
    const auto k = static_cast<std::size_t>(sound.num_codebooks);
    std::vector<Stored> codes(k * frames);
    std::size_t first = 0;
    for (const CodeSegment& segment : sound.segments) {
        const std::size_t count = segment.codes.size() / k;
        for (std::size_t q = 0; q < k; ++q)
            for (std::size_t t = 0; t < count; ++t)
                codes[q * frames + first + t] = static_cast<Stored>(segment.codes[q * count + t]);
        first += count;
    }
    return codes;
}

template <class Stored>
TensorEntry entry(const char* name, Dtype dtype, std::vector<std::int64_t> shape,
                  const std::vector<Stored>& values) {
    return {name, dtype, std::move(shape), std::as_bytes(std::span(values))};
}

class CodesReader {
public:
    CodesReader(const SafetensorsFile& file, std::string_view name) : file_(file), name_(name) {}

    CodedSound read() const {
        if (text("what") != kWhat) fail("it is not a file of codes");
        if (text("format_version") != kFormatVersion)
            fail("it has format version " + printable(text("format_version")) + ", only " +
                 std::string(kFormatVersion) + " is known");
        CodedSound sound;
        sound.model = text("model");
        sound.sample_rate_hz =
            static_cast<int>(number("sample_rate_hz", 1, std::numeric_limits<int>::max()));
        sound.samples = number("samples", 0, std::numeric_limits<std::int64_t>::max());
        sound.codebook_size = static_cast<int>(number("codebook_size", 2, kMaxCodebookSize));
        const TensorEntry& codes = tensor("codes", 2);
        if (codes.dtype != Dtype::i16 && codes.dtype != Dtype::i32)
            fail("tensor 'codes' must be I16 or I32");
        if (codes.shape[0] < 1 || codes.shape[0] > kMaxCodebooks)
            fail("tensor 'codes' has " + std::to_string(codes.shape[0]) + " codebooks");
        sound.num_codebooks = static_cast<int>(codes.shape[0]);
        const auto frames = values<std::int64_t>("segment_frames", Dtype::i64);
        const auto scales = values<float>("scales", Dtype::f32);
        if (frames.size() != scales.size()) fail("it has not one scale for each segment");
        std::int64_t first = 0;
        for (std::size_t i = 0; i < frames.size(); ++i) {
            if (frames[i] < 1 || frames[i] > codes.shape[1] - first)
                fail("tensor 'segment_frames' does not add up to the frames of 'codes'");
            if (!std::isfinite(scales[i]) || scales[i] < 0.0f)
                fail("scale " + std::to_string(i) + " is no number from 0 on");
            sound.segments.push_back({scales[i], segment(codes, first, frames[i], sound)});
            first += frames[i];
        }
        if (first != codes.shape[1])
            fail("tensor 'segment_frames' does not add up to the frames of 'codes'");
        return sound;
    }

private:
    [[noreturn]] void fail(const std::string& what) const {
        throw DataError(std::string(name_) + ": not a valid file of codes: " + what);
    }

    const std::string& text(const char* key) const {
        const auto found = file_.metadata.find(key);
        if (found == file_.metadata.end())
            fail(std::string("'") + key + "' is missing in its metadata");
        return found->second;
    }

    std::int64_t number(const char* key, std::int64_t low, std::int64_t high) const {
        const auto value = parse_integer(text(key));
        if (!value || *value < low || *value > high)
            fail(std::string("'") + key + "' in its metadata must be a whole number from " +
                 std::to_string(low) + " to " + std::to_string(high));
        return *value;
    }

    const TensorEntry& tensor(const char* name, std::size_t dimensions) const {
        const TensorEntry* found = file_.find(name);
        if (found == nullptr) fail(std::string("tensor '") + name + "' is missing");
        if (found->shape.size() != dimensions)
            fail(std::string("tensor '") + name + "' must have " + std::to_string(dimensions) +
                 (dimensions == 1 ? " dimension" : " dimensions"));
        return *found;
    }

    template <class Stored>
    std::vector<Stored> values(const char* name, Dtype dtype) const {
        const TensorEntry& found = tensor(name, 1);
        if (found.dtype != dtype)
            fail(std::string("tensor '") + name + "' must be " + std::string(name_of(dtype)));
        std::vector<Stored> result(found.bytes.size() / sizeof(Stored));
        if (!result.empty()) std::memcpy(result.data(), found.bytes.data(), found.bytes.size());
        return result;
    }

    std::vector<std::int32_t> segment(const TensorEntry& codes, std::int64_t first,
                                      std::int64_t frames, const CodedSound& sound) const {
        std::vector<std::int32_t> result;
        result.reserve(static_cast<std::size_t>(frames * sound.num_codebooks));
        for (std::int64_t q = 0; q < sound.num_codebooks; ++q) {
            for (std::int64_t t = first; t < first + frames; ++t) {
                const auto index = static_cast<std::size_t>(q * codes.shape[1] + t);
                result.push_back(codes.dtype == Dtype::i16 ? code<std::int16_t>(codes, index)
                                                           : code<std::int32_t>(codes, index));
                if (result.back() < 0 || result.back() >= sound.codebook_size)
                    fail("code " + std::to_string(result.back()) + " is not in a codebook of " +
                         std::to_string(sound.codebook_size));
            }
        }
        return result;
    }

    template <class Stored>
    static std::int32_t code(const TensorEntry& codes, std::size_t index) {
        Stored value;
        std::memcpy(&value, codes.bytes.data() + index * sizeof(Stored), sizeof(Stored));
        return value;
    }

    const SafetensorsFile& file_;
    std::string_view name_;
};

}  // namespace

void write_codes(const Path& path, const CodedSound& sound) {
    require(sound.sample_rate_hz > 0 && sound.samples >= 0, "rate and samples must be positive");
    require(sound.num_codebooks >= 1 && sound.num_codebooks <= kMaxCodebooks,
            "the number of codebooks is out of range");
    require(sound.codebook_size >= 2 && sound.codebook_size <= kMaxCodebookSize,
            "the size of the codebooks is out of range");
    const auto k = static_cast<std::size_t>(sound.num_codebooks);
    std::vector<std::int64_t> frames;
    std::vector<float> scales;
    std::size_t total = 0;
    for (const CodeSegment& segment : sound.segments) {
        require(!segment.codes.empty() && segment.codes.size() % k == 0,
                "a segment has not as many codes in each codebook");
        require(std::isfinite(segment.scale) && segment.scale >= 0.0f,
                "a scale is no number from 0 on");
        for (const std::int32_t code : segment.codes)
            require(code >= 0 && code < sound.codebook_size, "a code is not in its codebook");
        frames.push_back(static_cast<std::int64_t>(segment.codes.size() / k));
        scales.push_back(segment.scale);
        total += segment.codes.size() / k;
    }
    const std::vector<std::int64_t> shape{sound.num_codebooks, static_cast<std::int64_t>(total)};
    const std::vector<std::int64_t> segments{static_cast<std::int64_t>(frames.size())};
    std::vector<TensorEntry> tensors{entry("segment_frames", Dtype::i64, segments, frames),
                                     entry("scales", Dtype::f32, segments, scales)};
    const bool narrow = sound.codebook_size <= std::numeric_limits<std::int16_t>::max() + 1;
    const auto narrow_codes =
        narrow ? joined<std::int16_t>(sound, total) : std::vector<std::int16_t>{};
    const auto wide_codes =
        narrow ? std::vector<std::int32_t>{} : joined<std::int32_t>(sound, total);
    tensors.push_back(narrow ? entry("codes", Dtype::i16, shape, narrow_codes)
                             : entry("codes", Dtype::i32, shape, wide_codes));
    write_safetensors(path, std::move(tensors),
                      {{"what", std::string(kWhat)},
                       {"format_version", std::string(kFormatVersion)},
                       {"version", std::string(version())},
                       {"model", sound.model},
                       {"sample_rate_hz", std::to_string(sound.sample_rate_hz)},
                       {"samples", std::to_string(sound.samples)},
                       {"codebook_size", std::to_string(sound.codebook_size)}});
}

CodedSound parse_codes(Bytes bytes, std::string_view name) {
    try {
        const SafetensorsFile file = parse_safetensors(std::move(bytes), name);
        return CodesReader(file, name).read();
    } catch (const CheckpointError& fault) {
        throw DataError(fault.what());
    }
}

CodedSound read_codes(const Path& path) { return parse_codes(read_bytes(path), display(path)); }

}  // namespace affetto
