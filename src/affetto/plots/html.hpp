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

/// A `<td>` or `<th>` of text. A word or a number is never broken; short text stays in one line.
std::string cell(std::string_view text, std::string_view tag = "td");

/// A table of these rows, which are HTML, in a box of its own: one that is wider than the page is
/// moved sideways in it.
std::string wide_table(const std::string& rows);

/// A table of text cells; the first row is its head. Numbers line up in their columns.
std::string table(const std::vector<std::vector<std::string>>& rows);

/// `data:audio/mpeg;base64,...`
std::string data_uri(std::string_view media_type, std::span<const std::byte> bytes);

/// A link that saves the file that is inside of it: it works wherever the page is moved.
std::string file_link(std::string_view text, const Path& name, std::string_view media_type,
                      std::span<const std::byte> bytes);

}  // namespace affetto::html
