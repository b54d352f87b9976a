#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace affetto {

// Names and texts from files, options and the network may hold anything. printable() (text.hpp)
// makes them fit for a line; this is what it is made of and what else they need.

/// printable(), with the middle of a text of more than `most` characters left out: its two ends
/// around " ... (99800 characters left out) ... ".
std::string shortened(std::string_view text, std::size_t most = 200);

/// The text as the name of a file or an id: what printable() would escape, separators ('/' and
/// '\\') and a leading dot become '_', and what lies beyond `most` bytes is left out, at the end of
/// a character. "unnamed" where nothing is left.
std::string plain_name(std::string_view text, std::size_t most);

/// The text, with U+FFFD for every byte that belongs to no UTF-8 character.
std::string valid_utf8(std::string_view text);

/// The bytes of the UTF-8 character that `text` begins with; 0 where it begins with none or is
/// empty.
std::size_t character_size(std::string_view text);
/// Those bytes, or 1 for a byte that belongs to no character. `text` must not be empty.
std::size_t unit_size(std::string_view text);
/// The code point of one valid character.
std::uint32_t code_point(std::string_view character);
/// Whether a terminal or a page obeys the character instead of showing it.
bool is_obeyed(std::string_view character);

}  // namespace affetto
