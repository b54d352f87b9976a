#include "support/npy.hpp"

#include <cstring>
#include <string>
#include <string_view>

#include "affetto/core/error.hpp"
#include "affetto/core/text.hpp"

namespace affetto::test {
namespace {

template <class Array>
Array read_array(const Path& path, const char* type) {
    constexpr std::size_t kPreamble = 10;  // magic, version, length of the header
    const std::string file = read_text(path);
    const auto require = [&](bool fits) {
        if (!fits) throw DataError(path.string() + ": not " + type + " in C order in .npy 1.0");
    };
    require(file.size() >= kPreamble && file.compare(0, 8, std::string("\x93NUMPY\x01\0", 8)) == 0);
    const std::size_t length = static_cast<unsigned char>(file[8]) +
                               256 * static_cast<std::size_t>(static_cast<unsigned char>(file[9]));
    require(file.size() >= kPreamble + length);
    const std::string_view header = std::string_view(file).substr(kPreamble, length);
    require(header.find(type) != header.npos && header.find("False") != header.npos);
    const std::size_t open = header.find('('), close = header.find(')');
    require(open < close && close != header.npos);
    Array array;
    std::size_t count = 1;
    for (const std::string_view number : split(header.substr(open + 1, close - open - 1), ',')) {
        if (trim(number).empty()) continue;
        const auto size = parse_integer(number);
        require(size.has_value() && *size >= 0);
        array.shape.push_back(*size);
        count *= static_cast<std::size_t>(*size);
    }
    require(file.size() == kPreamble + length + count * sizeof(array.values[0]));
    array.values.resize(count);
    std::memcpy(array.values.data(), file.data() + kPreamble + length,
                count * sizeof(array.values[0]));
    return array;
}

}  // namespace

FloatArray read_npy(const Path& path) { return read_array<FloatArray>(path, "'<f4'"); }

IntegerArray read_npy_integers(const Path& path) { return read_array<IntegerArray>(path, "'<i8'"); }

}  // namespace affetto::test
