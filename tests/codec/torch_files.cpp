#include "torch_files.hpp"

#include <cstring>
#include <initializer_list>

#include "affetto/codec/crc32.hpp"

namespace affetto::test {
namespace {

std::string little_endian(std::uint64_t value, std::size_t size) {
    std::string bytes(size, '\0');
    for (std::size_t i = 0; i < size; ++i) bytes[i] = static_cast<char>(value >> (8 * i) & 0xff);
    return bytes;
}

std::string u16(std::uint64_t value) { return little_endian(value, 2); }
std::string u32(std::uint64_t value) { return little_endian(value, 4); }
std::string u64(std::uint64_t value) { return little_endian(value, 8); }

std::string joined(std::initializer_list<std::string> parts) {
    std::string all;
    for (const std::string& part : parts) all += part;
    return all;
}

constexpr std::uint64_t kFlags = 0x0808;  // sizes follow the data, names are UTF-8

}  // namespace

Bytes to_bytes(const std::string& text) {
    Bytes bytes(text.size());
    if (!text.empty()) std::memcpy(bytes.data(), text.data(), text.size());
    return bytes;
}

std::string floats(const std::vector<float>& values) {
    return {reinterpret_cast<const char*>(values.data()), values.size() * sizeof(float)};
}

ZipImage& ZipImage::put(std::size_t at, std::uint64_t number, std::size_t size) {
    text.replace(at, size, little_endian(number, size));
    return *this;
}

ZipImage zip_image(const std::vector<ZipRecord>& records) {
    ZipImage image;
    std::string directory;
    for (const ZipRecord& record : records) {
        const auto crc = crc32(to_bytes(record.content));
        const std::string size = u32(record.content.size());
        image.headers.push_back(image.text.size());
        // PyTorch aligns the data by an extra field.
        const std::string extra = "FB" + u16(3) + "ZZZ";
        image.text += joined({u32(0x04034b50), u16(0), u16(kFlags), u16(0), u32(0), u32(0), u32(0),
                              u32(0), u16(record.name.size()), u16(extra.size()), record.name,
                              extra, record.content, u32(0x08074b50), u32(crc), size, size});
        image.directory.push_back(directory.size());
        directory += joined({u32(0x02014b50), u16(0), u16(0), u16(kFlags), u16(0), u32(0), u32(crc),
                             size, size, u16(record.name.size()), u16(0), u16(0), u16(0), u16(0),
                             u32(0), u32(image.headers.back()), record.name});
    }
    const std::size_t begin = image.text.size();
    for (std::size_t& entry : image.directory) entry += begin;
    image.text += directory;
    image.wide_end = image.text.size();
    image.text += u32(0x06064b50) + u64(44) + u16(0x031e) + u16(45) + u32(0) + u32(0) +
                  u64(records.size()) + u64(records.size()) + u64(directory.size()) + u64(begin);
    image.locator = image.text.size();
    image.text += u32(0x07064b50) + u32(0) + u64(image.wide_end) + u32(1);
    image.end = image.text.size();
    image.text += u32(0x06054b50) + u16(0) + u16(0) + u16(records.size()) + u16(records.size()) +
                  u32(directory.size()) + u32(begin) + u16(0);
    return image;
}

std::string pickle(const std::string& body) { return "\x80\x02" + body + "."; }

std::string text(const std::string& value) { return "X" + u32(value.size()) + value; }

std::string number(std::int64_t value) {
    if (value >= 0 && value < 256) return "K" + little_endian(static_cast<std::uint64_t>(value), 1);
    if (value >= 0 && value < 65536) return "M" + u16(static_cast<std::uint64_t>(value));
    return "\x8a\x08" + u64(static_cast<std::uint64_t>(value));
}

std::string global(const std::string& module, const std::string& name) {
    return "c" + module + "\n" + name + "\n";
}

std::string tuple(const std::vector<std::int64_t>& numbers) {
    std::string items;
    for (const std::int64_t n : numbers) items += number(n);
    return "(" + items + "t";
}

std::string ordered_dict() { return global("collections", "OrderedDict") + ")R"; }

std::string storage(const std::string& key, std::int64_t values, const std::string& type) {
    return "(" + text("storage") + global("torch", type) + text(key) + text("cpu") +
           number(values) + "tQ";
}

std::string tensor(const std::string& storage, std::int64_t offset,
                   const std::vector<std::int64_t>& shape,
                   const std::vector<std::int64_t>& strides) {
    return global("torch._utils", "_rebuild_tensor_v2") + "(" + storage + number(offset) +
           tuple(shape) + tuple(strides) + "\x89" + ordered_dict() + "tR";
}

std::string dict(const std::string& entries) { return ordered_dict() + "(" + entries + "u"; }

ZipImage torch_image(const std::string& pickled, const std::vector<std::string>& storages) {
    std::vector<ZipRecord> records{{"weights/data.pkl", pickled}};
    for (std::size_t i = 0; i < storages.size(); ++i)
        records.push_back({"weights/data/" + std::to_string(i), storages[i]});
    records.push_back({"weights/version", "3\n"});
    return zip_image(records);
}

ZipImage small_torch_image() {
    return torch_image(pickle(dict(text("w") + tensor(storage("0", 6), 0, {2, 3}, {3, 1}) +
                                   text("b") + tensor(storage("1", 1), 0, {1}, {1}))),
                       {floats({1, 2, 3, 4, 5, 6}), floats({-1})});
}

}  // namespace affetto::test
