#pragma once

#include <cstddef>
#include <nlohmann/json.hpp>
#include <string_view>

#include "affetto/core/file.hpp"

namespace affetto {

/// JSON whose keys keep the order in which they were written: files of ours read top to bottom.
using Json = nlohmann::ordered_json;

struct JsonLimits {
    std::size_t max_bytes = 256u << 20;
    std::size_t max_depth = 64;
};

/// Throws DataError with `name`, line and column. Duplicate keys, comments, NaN and trailing text
/// are refused.
Json parse_json(std::string_view text, std::string_view name, const JsonLimits& limits = {});
Json read_json(const Path& path, const JsonLimits& limits = {});
/// Two-space indent, a final newline; numbers the same in every locale.
void write_json(const Path& path, const Json& value);

}  // namespace affetto
