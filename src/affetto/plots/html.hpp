#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "affetto/core/file.hpp"

namespace affetto::html {

// Pages that are mailed around: one file, nothing from elsewhere.

/// A whole page. `body`, `style` and `script` are HTML, CSS and JavaScript already; the title is
/// text. A browser loads it again every `refresh_seconds`; 0: never.
std::string page(std::string_view title, const std::string& body, std::string_view style = {},
                 std::string_view script = {}, int refresh_seconds = 0);

/// A table of text cells; the first row is its head. Numbers line up in their columns.
std::string table(const std::vector<std::vector<std::string>>& rows);

/// `data:audio/mpeg;base64,...`
std::string data_uri(std::string_view media_type, std::span<const std::byte> bytes);

/// A relative path for an href or src attribute: everything but letters, digits and "-._~/" is
/// percent-encoded.
std::string url_of(const Path& path);

}  // namespace affetto::html
