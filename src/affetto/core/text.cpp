#include "affetto/core/text.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <numeric>

#include "affetto/core/foreign_text.hpp"

namespace affetto {
namespace {

template <class Number>
std::string shortest(Number value) {
    char buffer[64];
    const auto result = std::to_chars(buffer, buffer + sizeof buffer, value);
    return {buffer, result.ptr};
}

/// Optimal string alignment: insertions, deletions, changes and swaps of neighbours.
std::size_t edit_distance(const std::u32string& a, const std::u32string& b) {
    // Three rows of the table: for the first i letters of `a`, i - 1 and i - 2.
    std::vector<std::size_t> row(b.size() + 1), above(b.size() + 1), two_above(b.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 1; i <= a.size(); ++i) {
        std::swap(two_above, above);
        std::swap(above, row);
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t change = a[i - 1] == b[j - 1] ? 0 : 1;
            row[j] = std::min({above[j] + 1, row[j - 1] + 1, above[j - 1] + change});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                row[j] = std::min(row[j], two_above[j - 2] + 1);
        }
    }
    return row.back();
}

/// std::from_chars knows no plus sign.
std::string_view without_plus(std::string_view number) {
    const bool plus = number.size() > 1 && number[0] == '+' && number[1] != '-';
    return plus ? number.substr(1) : number;
}

/// "\x1b", "\u202e", "\U000e0041".
std::string escape_of(char letter, std::uint32_t code, int digits) {
    std::string text = {'\\', letter};
    for (int shift = 4 * (digits - 1); shift >= 0; shift -= 4)
        text += "0123456789abcdef"[code >> shift & 0xF];
    return text;
}

/// The first unit of `text`, or its escape.
void append_printable(std::string& result, std::string_view text) {
    const std::size_t size = character_size(text);
    if (size == 0) {
        result += escape_of('x', static_cast<unsigned char>(text[0]), 2);
        return;
    }
    const std::string_view character = text.substr(0, size);
    const std::uint32_t code = code_point(character);
    if (!is_obeyed(character))
        result += character;
    else if (code == '\n' || code == '\r' || code == '\t')
        result += code == '\n' ? "\\n" : code == '\r' ? "\\r" : "\\t";
    else
        result += code < 0x80      ? escape_of('x', code, 2)
                  : code < 0x10000 ? escape_of('u', code, 4)
                                   : escape_of('U', code, 8);
}

/// How many edits may lie between a word of so many letters and what was meant.
std::size_t edits_to_forgive(std::size_t letters) {
    return letters < 2 ? 0 : letters < 6 ? 1 : letters < 10 ? 2 : 3;
}

/// The characters in small letters, without leading dashes; bytes that are none stand for
/// themselves.
std::u32string bare(std::string_view word) {
    word.remove_prefix(std::min(word.size(), word.find_first_not_of('-')));
    const std::string lower = to_lower(word);
    std::u32string characters;
    for (std::string_view rest = lower; !rest.empty(); rest.remove_prefix(unit_size(rest)))
        characters += character_size(rest) == 0 ? static_cast<unsigned char>(rest.front())
                                                : code_point(rest.substr(0, character_size(rest)));
    return characters;
}

}  // namespace

std::optional<double> parse_number(std::string_view text) {
    text = without_plus(trim(text));
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(value))
        return std::nullopt;
    return value;
}

std::optional<std::int64_t> parse_integer(std::string_view text) {
    text = without_plus(trim(text));
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return value;
}

std::string format_number(double value) { return shortest(value); }
std::string format_number(float value) { return shortest(value); }

std::string format_fixed(double value, int digits) {
    if (std::abs(value) < 0.5 * std::pow(10.0, -digits)) value = 0;  // no "-0.00"
    char buffer[400];
    const auto result =
        std::to_chars(buffer, buffer + sizeof buffer, value, std::chars_format::fixed, digits);
    return result.ec == std::errc() ? std::string(buffer, result.ptr) : shortest(value);
}

std::string_view trim(std::string_view text) {
    constexpr std::string_view kBlank = " \t\r\n\f\v";
    const std::size_t first = text.find_first_not_of(kBlank);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(kBlank) - first + 1);
}

std::string to_lower(std::string_view text) {
    std::string lower(text);
    for (char& c : lower)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return lower;
}

std::string printable(std::string_view text) {
    std::string result;
    for (; !text.empty(); text.remove_prefix(unit_size(text))) append_printable(result, text);
    return result;
}

std::size_t count_characters(std::string_view text) {
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
        return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
    }));
}

std::vector<std::string_view> split(std::string_view text, char separator) {
    std::vector<std::string_view> parts;
    for (;;) {
        const std::size_t at = text.find(separator);
        parts.push_back(text.substr(0, at));
        if (at == std::string_view::npos) return parts;
        text.remove_prefix(at + 1);
    }
}

std::optional<std::string> nearest_name(std::string_view word,
                                        std::span<const std::string> candidates) {
    constexpr std::size_t kLongest = 256, kShortestBeginning = 3;
    if (word.size() > kLongest) return std::nullopt;
    const std::u32string meant = bare(word);
    std::optional<std::string> best, completed;
    std::size_t best_distance = edits_to_forgive(meant.size()) + 1, completions = 0;
    for (const std::string& candidate : candidates) {
        const std::u32string name = bare(candidate);
        if (meant.size() >= kShortestBeginning && name.starts_with(meant)) {
            completed = candidate;
            ++completions;
        }
        const std::size_t shorter = std::min(name.size(), meant.size());
        if (std::max(name.size(), meant.size()) - shorter >= best_distance) continue;
        const std::size_t distance = edit_distance(meant, name);
        if (distance < best_distance) {
            best_distance = distance;
            best = candidate;
        }
    }
    return best || completions != 1 ? best : completed;
}

std::string shell_quoted(std::string_view word) {
    const auto plain = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               std::string_view("_-./,:=+@%").find(c) != std::string_view::npos;
    };
    if (!word.empty() && std::all_of(word.begin(), word.end(), plain)) return std::string(word);
    std::string quoted = "'";
    for (const char c : word) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
    return quoted + "'";
}

}  // namespace affetto
