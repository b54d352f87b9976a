#include "affetto/core/csv_dialect.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

#include "affetto/core/text.hpp"

namespace affetto {
namespace {

constexpr std::array kSeparators = {',', ';', '\t', '|'};  // the first of equals is taken

bool ends_line(char c) { return c == '\n' || c == '\r'; }

/// The bytes of the line at `begin`, its end included.
std::size_t line_length(std::string_view text, std::size_t begin) {
    std::size_t at = begin;
    while (at < text.size() && !ends_line(text[at])) ++at;
    if (at < text.size() && text[at] == '\r') ++at;
    if (at < text.size() && text[at] == '\n') ++at;
    return at - begin;
}

/// The separator that a line "sep=;" names; spreadsheets may add separators behind it.
std::optional<char> named_separator(std::string_view line) {
    line = trim(line.substr(0, line.find_first_of("\r\n")));
    if (line.size() == 4 && to_lower(line) == "sep=") return '\t';  // trim() took the tab
    if (line.size() < 5 || to_lower(line.substr(0, 4)) != "sep=") return std::nullopt;
    const char named = line[4];
    if (std::find(kSeparators.begin(), kSeparators.end(), named) == kSeparators.end() &&
        named != ':')
        return std::nullopt;
    return line.find_first_not_of(named, 4) == std::string_view::npos ? std::optional(named)
                                                                      : std::nullopt;
}

char most_frequent_separator(std::string_view text, std::size_t begin) {
    std::array<std::size_t, kSeparators.size()> counts{};
    bool quoted = false;
    for (std::size_t at = begin; at < text.size(); ++at) {
        const char c = text[at];
        if (c == '"') quoted = !quoted;
        if (quoted) continue;
        if (ends_line(c)) break;
        for (std::size_t i = 0; i < kSeparators.size(); ++i) counts[i] += kSeparators[i] == c;
    }
    const auto most = std::max_element(counts.begin(), counts.end());
    return kSeparators[static_cast<std::size_t>(most - counts.begin())];
}

void append_utf8(std::string& text, std::uint32_t code) {
    const auto tail = [&](int shift) {
        text += static_cast<char>(0x80 | ((code >> shift) & 0x3F));
    };
    if (code < 0x80) {
        text += static_cast<char>(code);
    } else if (code < 0x800) {
        text += static_cast<char>(0xC0 | (code >> 6));
        tail(0);
    } else if (code < 0x10000) {
        text += static_cast<char>(0xE0 | (code >> 12));
        tail(6);
        tail(0);
    } else {
        text += static_cast<char>(0xF0 | (code >> 18));
        tail(12);
        tail(6);
        tail(0);
    }
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// Whether the cell is a number with a comma for the point: "0,5", "-12,25", "1,5e-3".
bool has_decimal_comma(std::string_view cell) {
    const std::size_t comma = cell.find(',');
    if (comma == std::string_view::npos || comma + 1 == cell.size() || !is_digit(cell[comma + 1]))
        return false;
    std::string point(cell);
    point[comma] = '.';
    return parse_number(point).has_value();
}

bool is_whole_number(std::string_view cell) {
    return cell.find('.') == std::string_view::npos && parse_number(cell).has_value();
}

}  // namespace

CsvDialect csv_dialect_of(std::string_view text) {
    CsvDialect dialect;
    std::size_t at = 0, lines = 0;
    while (at < text.size() && ends_line(text[at])) {
        at += line_length(text, at);
        ++lines;
    }
    const std::size_t length = line_length(text, at);
    if (const auto named = named_separator(text.substr(at, length))) {
        dialect.separator = *named;
        dialect.begin = at + length;
        dialect.lines = lines + 1;
        return dialect;
    }
    dialect.separator = most_frequent_separator(text, at);
    return dialect;
}

std::string_view name_of_separator(char separator) {
    switch (separator) {
        case ',':
            return "commas";
        case ';':
            return "semicolons";
        case '\t':
            return "tabs";
        case ':':
            return "colons";
        default:
            return "vertical bars";
    }
}

std::optional<std::string> utf8_of_utf16(std::string_view bytes) {
    const std::string_view mark = bytes.substr(0, 2);
    const bool little = mark == "\xFF\xFE";
    if (!little && mark != "\xFE\xFF") return std::nullopt;
    constexpr std::uint32_t kReplacement = 0xFFFD;
    const auto unit = [&](std::size_t at) {
        const auto first = static_cast<unsigned char>(bytes[at]);
        const auto second = static_cast<unsigned char>(bytes[at + 1]);
        return static_cast<std::uint32_t>(little ? second << 8 | first : first << 8 | second);
    };
    std::string text;
    text.reserve(bytes.size() / 2);
    std::size_t at = 2;
    for (; at + 1 < bytes.size(); at += 2) {
        std::uint32_t code = unit(at);
        if (code >= 0xD800 && code < 0xE000) {
            const std::uint32_t next = code < 0xDC00 && at + 3 < bytes.size() ? unit(at + 2) : 0;
            if (next >= 0xDC00 && next < 0xE000) {
                code = 0x10000 + ((code - 0xD800) << 10) + (next - 0xDC00);
                at += 2;
            } else {
                code = kReplacement;
            }
        }
        append_utf8(text, code);
    }
    if (at < bytes.size()) append_utf8(text, kReplacement);
    return text;
}

std::vector<std::size_t> use_decimal_points(std::vector<std::vector<std::string>>& rows,
                                            std::size_t columns) {
    std::vector<bool> possible(columns, true), found(columns, false);
    for (const auto& row : rows)
        for (std::size_t c = 0; c < columns; ++c) {
            if (!possible[c]) continue;
            const std::string_view cell = trim(row[c]);
            if (cell.empty()) continue;
            if (has_decimal_comma(cell))
                found[c] = true;
            else if (!is_whole_number(cell))
                possible[c] = false;
        }
    std::vector<std::size_t> changed;
    for (std::size_t c = 0; c < columns; ++c) {
        if (!possible[c] || !found[c]) continue;
        changed.push_back(c);
        for (auto& row : rows) std::replace(row[c].begin(), row[c].end(), ',', '.');
    }
    return changed;
}

}  // namespace affetto
