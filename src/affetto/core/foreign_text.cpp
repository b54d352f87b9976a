#include "affetto/core/foreign_text.hpp"

#include <algorithm>
#include <array>

#include "affetto/core/text.hpp"

namespace affetto {

std::size_t character_size(std::string_view text) {
    if (text.empty()) return 0;
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const unsigned char lead = byte(0);
    const std::size_t size = lead < 0x80                    ? 1
                             : lead >= 0xC2 && lead <= 0xDF ? 2
                             : lead >= 0xE0 && lead <= 0xEF ? 3
                             : lead >= 0xF0 && lead <= 0xF4 ? 4
                                                            : 0;
    if (size == 0 || size > text.size()) return 0;
    for (std::size_t i = 1; i < size; ++i)
        if ((byte(i) & 0xC0) != 0x80) return 0;
    // Overlong forms, surrogates, and what lies beyond U+10FFFF.
    const bool wrong = (lead == 0xE0 && byte(1) < 0xA0) || (lead == 0xED && byte(1) > 0x9F) ||
                       (lead == 0xF0 && byte(1) < 0x90) || (lead == 0xF4 && byte(1) > 0x8F);
    return wrong ? 0 : size;
}

std::size_t unit_size(std::string_view text) {
    return std::max<std::size_t>(character_size(text), 1);
}

std::uint32_t code_point(std::string_view character) {
    constexpr std::array<std::uint32_t, 5> kMask = {0, 0x7F, 0x1F, 0x0F, 0x07};
    std::uint32_t code = static_cast<unsigned char>(character[0]) & kMask[character.size()];
    for (const char c : character.substr(1))
        code = code << 6 | (static_cast<unsigned char>(c) & 0x3Fu);
    return code;
}

bool is_obeyed(std::string_view character) {
    // Control characters, line and paragraph separators, marks that turn the direction of writing,
    // and tags that nobody sees.
    const std::uint32_t c = code_point(character);
    return c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0x061C || c == 0x200E || c == 0x200F ||
           (c >= 0x2028 && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069) || c == 0xFEFF ||
           (c >= 0xE0000 && c <= 0xE007F);
}

std::string shortened(std::string_view text, std::size_t most) {
    std::size_t count = 0;
    for (std::size_t at = 0; at < text.size(); at += unit_size(text.substr(at))) ++count;
    if (count <= most) return printable(text);
    const std::size_t end_begins = count - most / 2;
    std::size_t begin_ends = 0, at = 0;
    for (std::size_t i = 0; i < end_begins; ++i) {
        if (i == most - most / 2) begin_ends = at;
        at += unit_size(text.substr(at));
    }
    return printable(text.substr(0, begin_ends)) + " ... (" + std::to_string(count - most) +
           " characters left out) ... " + printable(text.substr(at));
}

std::string valid_utf8(std::string_view text) {
    std::string result;
    while (!text.empty()) {
        const std::size_t size = character_size(text);
        result += size == 0 ? std::string_view("\xEF\xBF\xBD") : text.substr(0, size);
        text.remove_prefix(std::max<std::size_t>(size, 1));
    }
    return result;
}

std::string plain_name(std::string_view text, std::size_t most) {
    std::string name;
    while (!text.empty()) {
        const std::size_t size = unit_size(text);
        const std::string_view unit = text.substr(0, size);
        const bool plain = character_size(unit) > 0 && !is_obeyed(unit) && unit != "/" &&
                           unit != "\\" && (unit != "." || !name.empty());
        if (name.size() + (plain ? size : 1) > most) break;
        name += plain ? unit : "_";
        text.remove_prefix(size);
    }
    return name.empty() ? "unnamed" : name;
}

}  // namespace affetto
