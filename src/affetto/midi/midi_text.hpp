#pragma once

#include <cstddef>
#include <span>
#include <string>

namespace affetto {

/// A MIDI text event as valid UTF-8. The format states no encoding: what is UTF-8 stays, anything
/// else is taken for Latin-1. Control characters are dropped and blanks at both ends trimmed, so
/// that a name fits on one line. What follows the first 200 characters (of the first 4,096 bytes)
/// is left out.
std::string midi_text_to_utf8(std::span<const std::byte> text);

}  // namespace affetto
