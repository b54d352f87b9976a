#include "affetto/midi/midi_text.hpp"

#include <algorithm>
#include <string_view>

#include "affetto/core/text.hpp"

namespace affetto {
namespace {

/// The length of the UTF-8 sequence that `text` begins with; 0 where there is none (overlong forms,
/// surrogates and points beyond U+10FFFF included: Unicode 15, table 3-7).
std::size_t utf8_sequence_length(std::string_view text) {
    const auto byte = [text](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const unsigned char lead = byte(0);
    if (lead < 0x80) return 1;
    const std::size_t length = lead >= 0xC2 && lead <= 0xDF   ? 2
                               : lead >= 0xE0 && lead <= 0xEF ? 3
                               : lead >= 0xF0 && lead <= 0xF4 ? 4
                                                              : 0;
    if (length == 0 || text.size() < length) return 0;
    const unsigned char low = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
    const unsigned char high = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
    if (byte(1) < low || byte(1) > high) return 0;
    for (std::size_t i = 2; i < length; ++i)
        if (byte(i) < 0x80 || byte(i) > 0xBF) return 0;
    return length;
}

bool is_utf8(std::string_view text) {
    while (!text.empty()) {
        const std::size_t length = utf8_sequence_length(text);
        if (length == 0) return false;
        text.remove_prefix(length);
    }
    return true;
}

std::string latin1_to_utf8(std::string_view text) {
    std::string utf8;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 0x80) {
            utf8 += c;
        } else {
            utf8 += static_cast<char>(0xC0 | (byte >> 6));
            utf8 += static_cast<char>(0x80 | (byte & 0x3F));
        }
    }
    return utf8;
}

/// The first `count` characters of valid UTF-8.
std::string first_characters(const std::string& text, std::size_t count) {
    std::size_t size = 0;
    for (; count > 0 && size < text.size(); --count)
        size += utf8_sequence_length(std::string_view(text).substr(size));
    return text.substr(0, size);
}

/// Drops from the end what may be a character that a cut has broken.
void drop_broken_end(std::string& text) {
    for (int i = 0; i < 3 && !text.empty() && static_cast<unsigned char>(text.back()) >= 0x80; ++i)
        text.pop_back();
}

}  // namespace

std::string midi_text_to_utf8(std::span<const std::byte> text) {
    constexpr std::size_t kMaxCharacters = 200, kMaxBytes = 4'096;
    std::string line(reinterpret_cast<const char*>(text.data()), std::min(text.size(), kMaxBytes));
    if (text.size() > kMaxBytes) drop_broken_end(line);
    const auto is_control = [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return byte < 0x20 || byte == 0x7F;
    };
    line.erase(std::remove_if(line.begin(), line.end(), is_control), line.end());
    line = std::string(trim(line));
    if (!is_utf8(line)) line = latin1_to_utf8(line);
    return std::string(trim(first_characters(line, kMaxCharacters)));
}

}  // namespace affetto
