#include "affetto/core/safetensors.hpp"

#include <algorithm>
#include <bit>
#include <cstring>
#include <functional>
#include <limits>
#include <set>
#include <stdexcept>

#include "affetto/core/error.hpp"
#include "affetto/core/interrupt_watch.hpp"
#include "affetto/core/json.hpp"
#include "affetto/core/sha256.hpp"
#include "affetto/core/text.hpp"

namespace affetto {
namespace {

static_assert(std::endian::native == std::endian::little, "tensors are little-endian on disk");

constexpr std::size_t kLengthBytes = 8;
// Every file of ours carries two entries in its metadata. One byte changed can hide one of them;
// the other then says that a checksum is missing.
constexpr std::string_view kOurs = "affetto.";
constexpr const char* kFormat = "affetto.format";
constexpr const char* kFormatValue = "tensors 1";
constexpr const char* kChecksum = "affetto.sha256";
constexpr std::size_t kDigits = 64;

struct DtypeInfo {
    Dtype dtype;
    std::string_view name;
    std::size_t size;
};
constexpr DtypeInfo kDtypes[] = {{Dtype::f64, "F64", 8}, {Dtype::f32, "F32", 4},
                                 {Dtype::f16, "F16", 2}, {Dtype::bf16, "BF16", 2},
                                 {Dtype::i64, "I64", 8}, {Dtype::i32, "I32", 4},
                                 {Dtype::i16, "I16", 2}, {Dtype::i8, "I8", 1},
                                 {Dtype::u8, "U8", 1},   {Dtype::boolean, "BOOL", 1}};

const DtypeInfo& info_of(Dtype d) {
    return *std::find_if(std::begin(kDtypes), std::end(kDtypes),
                         [d](const DtypeInfo& i) { return i.dtype == d; });
}

/// Where the checksum's digits stand in the file; npos where they do not stand as we write them.
/// Inside any other JSON text these quotes would be escaped, so the place is the only one.
std::size_t place_of_checksum(std::string_view length_and_header) {
    const std::string key = "\"" + std::string(kChecksum) + "\":\"";
    const std::size_t found = length_and_header.find(key, kLengthBytes);
    if (found == std::string_view::npos) return found;
    const std::size_t place = found + key.size();
    return place + kDigits <= length_and_header.size() ? place : std::string_view::npos;
}

/// The checksum covers the whole file as it is with 64 zeros in the checksum's place.
std::string checksum_of(std::span<const std::byte> file, std::size_t place,
                        const std::function<void()>& between_blocks) {
    constexpr std::size_t kBlock = 16 << 20;
    const std::vector<std::byte> zeros(kDigits, std::byte{'0'});
    Sha256 hash;
    hash.add(file.first(place));
    hash.add(zeros);
    for (auto rest = file.subspan(place + kDigits); !rest.empty();
         rest = rest.subspan(std::min(kBlock, rest.size()))) {
        between_blocks();
        hash.add(rest.first(std::min(kBlock, rest.size())));
    }
    return hash.hex();
}

class HeaderReader {
public:
    HeaderReader(const std::string& name, const SafetensorsLimits& limits)
        : name_(name), limits_(limits) {}

    [[noreturn]] void fail(const std::string& what) const {
        throw CheckpointError(name_ + ": not a valid safetensors file: " + what);
    }

    std::uint64_t whole_number(const Json& json, const std::string& what) const {
        if (!json.is_number_unsigned()) fail(what + " must be a whole number, not negative");
        return json.get<std::uint64_t>();
    }

    TensorEntry entry(const std::string& tensor, const Json& json,
                      std::span<const std::byte> data) const {
        const std::string what = "tensor '" + printable(tensor) + "'";
        if (!json.is_object() || json.size() != 3 || !json.contains("dtype") ||
            !json.contains("shape") || !json.contains("data_offsets"))
            fail(what + " must have exactly dtype, shape and data_offsets");
        TensorEntry result;
        result.name = tensor;
        const Json &dtype = json["dtype"], &shape = json["shape"], &offsets = json["data_offsets"];
        const auto* known = dtype.is_string()
                                ? std::find_if(std::begin(kDtypes), std::end(kDtypes),
                                               [&](const DtypeInfo& i) {
                                                   return dtype.get<std::string>() == i.name;
                                               })
                                : std::end(kDtypes);
        if (known == std::end(kDtypes)) fail(what + " has the unknown dtype " + dtype.dump());
        result.dtype = known->dtype;
        if (!shape.is_array()) fail(what + ": shape must be a list");
        std::uint64_t bytes = known->size;
        for (const Json& size : shape) {
            const std::uint64_t n = whole_number(size, what + ": shape");
            if (n > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()) ||
                __builtin_mul_overflow(bytes, n, &bytes))
                fail(what + ": its size does not fit 64 bits");
            result.shape.push_back(static_cast<std::int64_t>(n));
        }
        if (!offsets.is_array() || offsets.size() != 2)
            fail(what + ": data_offsets must be [begin, end]");
        const std::uint64_t begin = whole_number(offsets[0], what + ": data_offsets");
        const std::uint64_t end = whole_number(offsets[1], what + ": data_offsets");
        if (begin > end || end > data.size())
            fail(what + ": data_offsets [" + std::to_string(begin) + ", " + std::to_string(end) +
                 "] do not lie in the " + std::to_string(data.size()) + " bytes of data" +
                 (end > data.size() ? "; is the file cut short?" : ""));
        if (end - begin != bytes)
            fail(what + ": " + std::to_string(end - begin) + " bytes for a shape that needs " +
                 std::to_string(bytes));
        result.bytes = data.subspan(begin, bytes);
        return result;
    }

    /// Tensors must follow one another without holes or overlaps and fill the data.
    void check_layout(const std::vector<TensorEntry>& tensors,
                      std::span<const std::byte> data) const {
        std::vector<const TensorEntry*> order;
        order.reserve(tensors.size());
        for (const TensorEntry& t : tensors) order.push_back(&t);
        std::sort(order.begin(), order.end(), [](const TensorEntry* a, const TensorEntry* b) {
            return a->bytes.data() != b->bytes.data() ? a->bytes.data() < b->bytes.data()
                                                      : a->bytes.size() < b->bytes.size();
        });
        const std::byte* expected = data.data();
        for (const TensorEntry* t : order) {
            if (t->bytes.data() != expected)
                fail("tensor '" + printable(t->name) +
                     "' leaves a hole or overlaps the one before it");
            expected += t->bytes.size();
        }
        if (expected != data.data() + data.size())
            fail(std::to_string(data.data() + data.size() - expected) +
                 " bytes after the last tensor");
    }

    const SafetensorsLimits& limits() const { return limits_; }

private:
    const std::string& name_;
    const SafetensorsLimits& limits_;
};

/// Checks our checksum and takes our own entries out of the metadata; throws where the checksum
/// does not match, or an entry of ours stands there without one.
void verify(SafetensorsFile& file, std::size_t data_begin, const std::string& where) {
    const auto is_ours = [](const auto& entry) { return entry.first.rfind(kOurs, 0) == 0; };
    if (std::none_of(file.metadata.begin(), file.metadata.end(), is_ours)) return;
    const InterruptWatch interrupt;
    const auto stored = file.metadata.find(kChecksum);
    const std::size_t place =
        place_of_checksum({reinterpret_cast<const char*>(file.storage.data()), data_begin});
    if (stored == file.metadata.end() || place == std::string_view::npos ||
        checksum_of(file.storage, place, [&] { interrupt.check(); }) != stored->second)
        throw CheckpointError(where +
                              ": its checksum does not match: the file is damaged, or another "
                              "program changed it; copy or make it again");
    if (const auto format = file.metadata.find(kFormat);
        format == file.metadata.end() || format->second != kFormatValue)
        throw CheckpointError(where + ": it was written by a newer Affetto (" + kFormat +
                              " is not '" + kFormatValue + "'); update to read it");
    std::erase_if(file.metadata, is_ours);
    file.verified = true;
}

/// Sizes and names that the format cannot hold are faults of the caller.
void check_for_writing(const TensorEntry& t) {
    std::uint64_t size = size_of(t.dtype);
    bool fits = true;
    for (const std::int64_t n : t.shape)
        fits =
            fits && n >= 0 && !__builtin_mul_overflow(size, static_cast<std::uint64_t>(n), &size);
    if (!fits || size != t.bytes.size())
        throw std::invalid_argument("safetensors: '" + t.name + "' has " +
                                    std::to_string(t.bytes.size()) + " bytes, its shape needs " +
                                    (fits ? std::to_string(size) : "another number"));
    if (t.name == "__metadata__")
        throw std::invalid_argument("safetensors: a tensor cannot be named __metadata__");
}

}  // namespace

std::size_t size_of(Dtype d) { return info_of(d).size; }
std::string_view name_of(Dtype d) { return info_of(d).name; }

const TensorEntry* SafetensorsFile::find(std::string_view name) const {
    const auto found =
        std::lower_bound(tensors.begin(), tensors.end(), name,
                         [](const TensorEntry& t, std::string_view n) { return t.name < n; });
    return found == tensors.end() || found->name != name ? nullptr : &*found;
}

SafetensorsFile parse_safetensors(Bytes bytes, std::string_view name,
                                  const SafetensorsLimits& limits) {
    const std::string where(name);
    const HeaderReader reader(where, limits);
    if (bytes.size() < kLengthBytes)
        reader.fail("it has " + std::to_string(bytes.size()) +
                    " bytes, the header's length needs 8");
    constexpr std::string_view kPointer = "version https://git-lfs";
    if (bytes.size() > kPointer.size() &&
        std::memcmp(bytes.data(), kPointer.data(), kPointer.size()) == 0)
        reader.fail("it is a Git LFS pointer; fetch the real file with 'git lfs pull'");
    std::uint64_t header_size = 0;
    std::memcpy(&header_size, bytes.data(), kLengthBytes);
    if (header_size > limits.max_header_bytes)
        reader.fail("the header claims " + std::to_string(header_size) + " bytes, the limit is " +
                    std::to_string(limits.max_header_bytes));
    if (header_size > bytes.size() - kLengthBytes)
        reader.fail("the header claims " + std::to_string(header_size) + " bytes, the file has " +
                    std::to_string(bytes.size() - kLengthBytes) + " left; is it cut short?");
    const std::string_view text(reinterpret_cast<const char*>(bytes.data()) + kLengthBytes,
                                header_size);
    if (text.empty() || text.front() != '{') reader.fail("the header does not begin with '{'");

    Json header;
    try {
        header =
            parse_json(text, "its header", {.max_bytes = limits.max_header_bytes, .max_depth = 4});
    } catch (const DataError& fault) {
        reader.fail(fault.what());
    }
    SafetensorsFile file;
    file.storage = std::move(bytes);
    const std::span<const std::byte> data =
        std::span<const std::byte>(file.storage).subspan(kLengthBytes + header_size);
    if (header.size() > limits.max_tensors)
        reader.fail("more than " + std::to_string(limits.max_tensors) + " tensors");
    for (const auto& item : header.items()) {
        if (item.key() != "__metadata__") {
            file.tensors.push_back(reader.entry(item.key(), item.value(), data));
            continue;
        }
        if (!item.value().is_object()) reader.fail("__metadata__ must be an object");
        for (const auto& entry : item.value().items()) {
            if (!entry.value().is_string())
                reader.fail("__metadata__ value of '" + printable(entry.key()) +
                            "' must be a text");
            file.metadata[entry.key()] = entry.value().get<std::string>();
        }
    }
    reader.check_layout(file.tensors, data);
    std::sort(file.tensors.begin(), file.tensors.end(),
              [](const TensorEntry& a, const TensorEntry& b) { return a.name < b.name; });

    verify(file, kLengthBytes + header_size, where);
    return file;
}

SafetensorsFile read_safetensors(const Path& path) {
    try {
        return parse_safetensors(read_bytes(path), display(path));
    } catch (const DataError& fault) {
        throw CheckpointError(fault.what());
    }
}

Bytes serialize_safetensors(std::vector<TensorEntry> tensors,
                            std::map<std::string, std::string> metadata) {
    for (const auto& entry : metadata)
        if (entry.first.rfind(kOurs, 0) == 0)
            throw std::invalid_argument("safetensors: metadata keys that begin with '" +
                                        std::string(kOurs) + "' are the writer's own");
    metadata[kFormat] = kFormatValue;
    metadata[kChecksum] = std::string(kDigits, '0');

    // The widest first, so that each tensor begins at a multiple of its element's size.
    std::sort(tensors.begin(), tensors.end(), [](const TensorEntry& a, const TensorEntry& b) {
        const std::size_t wide_a = size_of(a.dtype), wide_b = size_of(b.dtype);
        return wide_a != wide_b ? wide_a > wide_b : a.name < b.name;
    });
    Json header = Json::object();
    header["__metadata__"] = metadata;
    std::set<std::string> names;
    std::uint64_t offset = 0;
    for (const TensorEntry& t : tensors) {
        check_for_writing(t);
        if (!names.insert(t.name).second)
            throw std::invalid_argument("safetensors: two tensors are named '" + t.name + "'");
        header[t.name] = {{"dtype", name_of(t.dtype)},
                          {"shape", t.shape},
                          {"data_offsets", {offset, offset + t.bytes.size()}}};
        offset += t.bytes.size();
    }
    std::string text;
    try {
        text = header.dump();
    } catch (const Json::type_error&) {
        throw std::invalid_argument("safetensors: names and metadata must be UTF-8");
    }
    text.append((8 - text.size() % 8) % 8, ' ');  // data begins at a multiple of 8

    const std::uint64_t header_size = text.size();
    Bytes file(kLengthBytes + text.size() + offset);
    std::memcpy(file.data(), &header_size, kLengthBytes);
    std::memcpy(file.data() + kLengthBytes, text.data(), text.size());
    std::byte* next = file.data() + kLengthBytes + text.size();
    for (const TensorEntry& t : tensors) {
        if (!t.bytes.empty()) std::memcpy(next, t.bytes.data(), t.bytes.size());
        next += t.bytes.size();
    }
    const std::size_t place =
        place_of_checksum({reinterpret_cast<const char*>(file.data()), kLengthBytes + text.size()});
    const std::string sum = checksum_of(file, place, [] {});  // writing ends what it began
    std::memcpy(file.data() + place, sum.data(), sum.size());
    return file;
}

void write_safetensors(const Path& path, std::vector<TensorEntry> tensors,
                       std::map<std::string, std::string> metadata) {
    write_bytes(path, serialize_safetensors(std::move(tensors), std::move(metadata)));
}

}  // namespace affetto
