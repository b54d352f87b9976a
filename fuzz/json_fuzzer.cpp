#include <cstdint>
#include <string_view>

#include "affetto/core/error.hpp"
#include "affetto/core/json.hpp"
#include "require.hpp"

// Any text is read or refused; what was read is the same value once written and read again.

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    affetto::Json value;
    try {
        value = affetto::parse_json(text, "fuzz");
    } catch (const affetto::DataError&) {
        return 0;
    }
    require(affetto::parse_json(value.dump(), "again") == value);
    require(affetto::parse_json(value.dump(2), "again") == value);
    return 0;
}
