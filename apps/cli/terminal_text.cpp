#include "terminal_text.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>

#include "affetto/core/foreign_text.hpp"
#include "affetto/core/text.hpp"

namespace affetto::cli {
namespace {

constexpr std::size_t kLongestLine = 2'000;  // characters
constexpr std::string_view kContinued = "\n  ";

/// "\\u202e" for JSON; of what needs no surrogates.
void append_json_escape(std::string& text, std::uint32_t code) {
    text += "\\u";
    for (int shift = 12; shift >= 0; shift -= 4) text += "0123456789abcdef"[code >> shift & 0xF];
}

}  // namespace

std::string message_text(std::string_view message) {
    constexpr std::ptrdiff_t kMostLines = 4;
    std::vector<std::string_view> lines;
    std::string_view rest = message;
    for (std::size_t at = 0; (at = rest.find(kContinued)) != std::string_view::npos;) {
        lines.push_back(rest.substr(0, at));
        rest.remove_prefix(at + kContinued.size());
    }
    lines.push_back(rest);
    if (std::ssize(lines) > kMostLines) return shortened(message, kLongestLine);
    std::string text = shortened(lines.front(), kLongestLine);
    for (std::size_t i = 1; i < lines.size(); ++i)
        text += std::string(kContinued) + shortened(lines[i], kLongestLine);
    return text;
}

std::string shown(const Path& path) { return printable(display(path)); }

std::string summary_text(std::string_view text) {
    std::string result;
    while (!text.empty()) {
        const std::size_t end = text.find('\n');
        result += shortened(text.substr(0, end), kLongestLine);
        if (end == std::string_view::npos) break;
        result += '\n';
        text.remove_prefix(end + 1);
    }
    return result;
}

std::string json_text(const Json& json) {
    // A path that is no UTF-8 must not fail a run that is done.
    const std::string plain = json.dump(2, ' ', false, Json::error_handler_t::replace);
    std::string text;
    text.reserve(plain.size());
    for (std::string_view rest = plain; !rest.empty();) {
        // Line breaks stand between values; inside them they are escaped already.
        const std::size_t size = rest.front() == '\n' ? 1 : character_size(rest);
        const std::string_view character = rest.substr(0, size);
        if (rest.front() == '\n' || !is_obeyed(character)) {
            text += character;
        } else {
            const std::uint32_t code = code_point(character);
            if (code > 0xFFFF) append_json_escape(text, 0xD800 + ((code - 0x10000) >> 10));
            append_json_escape(text, code > 0xFFFF ? 0xDC00 + ((code - 0x10000) & 0x3FF) : code);
        }
        rest.remove_prefix(size);
    }
    return text;
}

std::string first_columns(std::string_view text, std::size_t columns) {
    std::size_t at = 0;
    for (; at < text.size() && columns > 0; --columns)
        at += std::max<std::size_t>(character_size(text.substr(at)), 1);
    return std::string(text.substr(0, at));
}

std::size_t help_columns() {
    constexpr std::int64_t kFewest = 40, kMost = 120, kUsual = 80;
    std::int64_t columns = kUsual;
    const char* wanted = std::getenv("COLUMNS");
    winsize size{};
    if (const auto number = wanted != nullptr ? parse_integer(wanted) : std::nullopt;
        number && *number > 0)
        columns = *number;
    else if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
        columns = size.ws_col;
    return static_cast<std::size_t>(std::clamp(columns, kFewest, kMost));
}

}  // namespace affetto::cli
