#include "affetto/codec/ecdc.hpp"

#include <algorithm>
#include <cstring>
#include <limits>
#include <stdexcept>

#include "affetto/codec/codec_config.hpp"
#include "affetto/codec/ecdc_stream.hpp"
#include "affetto/core/error.hpp"
#include "affetto/core/json.hpp"
#include "affetto/core/text.hpp"

namespace affetto {
namespace {

constexpr std::string_view kMagic = "ECDC";
constexpr std::size_t kFixedSize = 9;  // magic, version, length
constexpr std::byte kVersion{0};
constexpr int kMaxCodebooks = 1'024;
constexpr std::size_t kMaxModelName = 200;

bool is_model_name(const std::string& name) {
    return !name.empty() && name.size() <= kMaxModelName && printable(name) == name;
}

class HeaderReader {
public:
    explicit HeaderReader(std::string_view name) : name_(name) {}

    [[noreturn]] void fail(const std::string& what) const {
        throw DataError(std::string(name_) + ": not a valid .ecdc file: " + what);
    }

    /// The length of the JSON text.
    std::size_t read_fixed(std::span<const std::byte> bytes) const {
        const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
        if (text.substr(0, kMagic.size()) != kMagic) fail("it does not begin with 'ECDC'");
        if (bytes.size() < kFixedSize) fail("its header is cut short");
        if (bytes[4] != kVersion)
            fail("it has version " + std::to_string(std::to_integer<int>(bytes[4])) +
                 ", only 0 is known");
        std::size_t size = 0;
        for (std::size_t i = 5; i < kFixedSize; ++i)
            size = size << 8 | std::to_integer<std::size_t>(bytes[i]);
        if (size > kMaxEcdcHeader - kFixedSize)
            fail("its header claims " + std::to_string(size) + " bytes, the limit is " +
                 std::to_string(kMaxEcdcHeader - kFixedSize));
        if (size > bytes.size() - kFixedSize) fail("its header is cut short");
        return size;
    }

    EcdcHeader read_json(std::string_view text) const {
        Json json;
        try {
            json = parse_json(text, "its header");
        } catch (const DataError& fault) {
            fail(fault.what());
        }
        if (!json.is_object()) fail("its header is no JSON object");
        EcdcHeader header;
        const Json& model = field(json, "m");
        if (model.is_string()) header.model = model.get<std::string>();
        if (!is_model_name(header.model)) fail("\"m\" in its header is no name of a model");
        header.samples = whole_number(json, "al", std::numeric_limits<std::int64_t>::max());
        header.num_codebooks = static_cast<int>(whole_number(json, "nc", kMaxCodebooks));
        if (header.num_codebooks == 0) fail("\"nc\" in its header must be at least 1");
        const Json& language_model = field(json, "lm");
        if (!language_model.is_boolean()) fail("\"lm\" in its header must be true or false");
        if (language_model.get<bool>())
            throw DataError(std::string(name_) +
                            ": its codes are packed by Meta's language model (\"lm\" is true), "
                            "which is not read; compress the sound again without --lm");
        return header;
    }

private:
    const Json& field(const Json& json, const char* key) const {
        if (!json.contains(key)) fail(std::string("\"") + key + "\" is missing in its header");
        return json[key];
    }

    std::int64_t whole_number(const Json& json, const char* key, std::int64_t limit) const {
        const Json& value = field(json, key);
        if (!value.is_number_unsigned() ||
            value.get<std::uint64_t>() > static_cast<std::uint64_t>(limit))
            fail(std::string("\"") + key + "\" in its header must be a whole number from 0 to " +
                 std::to_string(limit));
        return value.get<std::int64_t>();
    }

    std::string_view name_;
};

}  // namespace

EcdcLayout ecdc_layout(const CodecConfig& config) {
    EcdcLayout layout;
    layout.codebook_size = config.codebook_size;
    layout.hop_length = hop_length(config);
    layout.normalize = config.normalize;
    if (const auto plan = segment_plan(config)) {
        layout.segment_length = plan->length;
        layout.segment_stride = plan->stride;
    }
    return layout;
}

void validate(const EcdcLayout& layout) {
    const bool in_segments = layout.segment_length != 0 || layout.segment_stride != 0;
    if (layout.codebook_size < 2 || layout.codebook_size > 1 << 16 || layout.hop_length < 1 ||
        (in_segments && (layout.segment_length < 1 || layout.segment_stride < 1 ||
                         layout.segment_stride > layout.segment_length)))
        throw std::invalid_argument(
            "EcdcLayout: needs a codebook_size of 2 to 65,536, a hop_length of at least 1 and a "
            "segment_stride of 1 to segment_length");
}

int ecdc_code_bits(const EcdcLayout& layout) {
    int bits = 1;
    while (1 << bits < layout.codebook_size) ++bits;
    return bits;
}

std::int64_t ecdc_segments(const EcdcLayout& layout, std::int64_t samples) {
    if (layout.segment_stride == 0) return samples > 0 ? 1 : 0;
    return samples / layout.segment_stride + (samples % layout.segment_stride != 0 ? 1 : 0);
}

std::int64_t ecdc_segment_samples(const EcdcLayout& layout, std::int64_t samples,
                                  std::int64_t index) {
    if (layout.segment_stride == 0) return samples;
    return std::min(layout.segment_length, samples - index * layout.segment_stride);
}

std::int64_t ecdc_frames(const EcdcLayout& layout, std::int64_t samples) {
    return samples / layout.hop_length + (samples % layout.hop_length != 0 ? 1 : 0);
}

Bytes ecdc_header_bytes(const EcdcHeader& header, std::size_t room) {
    if (!is_model_name(header.model) || header.samples < 0 || header.num_codebooks < 1 ||
        header.num_codebooks > kMaxCodebooks)
        throw std::invalid_argument("EcdcHeader: a field is out of range");
    // The text of Python's json.dumps.
    std::string text = "{\"m\": " + Json(header.model).dump(-1, ' ', true) +
                       ", \"al\": " + std::to_string(header.samples) +
                       ", \"nc\": " + std::to_string(header.num_codebooks) + ", \"lm\": false}";
    if (room > kMaxEcdcHeader - kFixedSize || (room != 0 && text.size() > room))
        throw std::invalid_argument("ecdc_header_bytes: the header does not fit its room");
    text.resize(std::max(text.size(), room), ' ');
    Bytes bytes(kFixedSize + text.size());
    std::memcpy(bytes.data(), kMagic.data(), kMagic.size());
    bytes[4] = kVersion;
    for (std::size_t i = 0; i < 4; ++i)
        bytes[5 + i] = static_cast<std::byte>(text.size() >> (8 * (3 - i)) & 0xff);
    std::memcpy(bytes.data() + kFixedSize, text.data(), text.size());
    return bytes;
}

EcdcHeaderRead parse_ecdc_header(std::span<const std::byte> beginning, std::string_view name) {
    const HeaderReader reader(name);
    const std::size_t size = reader.read_fixed(beginning);
    const std::string_view text(reinterpret_cast<const char*>(beginning.data()) + kFixedSize, size);
    return {reader.read_json(text), kFixedSize + size};
}

EcdcSound parse_ecdc(std::span<const std::byte> file, std::string_view name,
                     const EcdcLayoutOf& layout_of) {
    EcdcReader reader(file, std::string(name), layout_of);
    EcdcSound sound{reader.header(), {}};
    const auto k = static_cast<std::size_t>(sound.header.num_codebooks);
    while (const auto segment = reader.next_segment()) {
        const auto frames = static_cast<std::size_t>(segment->frames);
        std::vector<std::int32_t> by_time(frames * k);
        reader.read_frames(by_time);
        sound.segments.push_back({segment->scale, std::vector<std::int32_t>(frames * k)});
        std::vector<std::int32_t>& codes = sound.segments.back().codes;
        for (std::size_t t = 0; t < frames; ++t)
            for (std::size_t q = 0; q < k; ++q) codes[q * frames + t] = by_time[t * k + q];
    }
    return sound;
}

Bytes serialize_ecdc(const EcdcSound& sound, const EcdcLayout& layout) {
    Bytes file = ecdc_header_bytes(sound.header);
    EcdcWriter writer(layout, sound.header.num_codebooks, [&](std::span<const std::byte> bytes) {
        file.insert(file.end(), bytes.begin(), bytes.end());
    });
    const auto k = static_cast<std::size_t>(sound.header.num_codebooks);
    for (const CodeSegment& segment : sound.segments) {
        writer.begin_segment(segment.scale);
        const std::size_t frames = segment.codes.size() / k;
        std::vector<std::int32_t> by_time(segment.codes.size());
        for (std::size_t t = 0; t < frames; ++t)
            for (std::size_t q = 0; q < k; ++q) by_time[t * k + q] = segment.codes[q * frames + t];
        writer.add_frames(by_time);
    }
    writer.finish(sound.header.samples);
    return file;
}

}  // namespace affetto
