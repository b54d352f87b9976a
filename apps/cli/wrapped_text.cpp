#include "wrapped_text.hpp"

#include <algorithm>

#include "affetto/core/text.hpp"
#include "terminal_text.hpp"

namespace affetto::cli {
namespace {

/// Where to break a word that is longer than the line.
std::size_t break_of(std::string_view word, std::size_t width) {
    const std::size_t most = first_columns(word, width).size();
    const std::size_t mark = word.substr(0, most).find_last_of("|,/");
    return mark == std::string_view::npos || mark == 0 ? most : mark + 1;
}

/// Items side by side.
std::string in_columns(const std::vector<std::string_view>& items, std::size_t width) {
    constexpr std::size_t kGap = 2;
    std::size_t widest = 1;
    for (const std::string_view item : items) widest = std::max(widest, count_characters(item));
    const std::size_t columns = std::max<std::size_t>(1, width / (kGap + widest));
    std::string text;
    for (std::size_t i = 0; i < items.size(); ++i) {
        text += std::string(kGap, ' ') + std::string(items[i]);
        if ((i + 1) % columns == 0 || i + 1 == items.size())
            text += '\n';
        else
            text.append(widest - count_characters(items[i]), ' ');
    }
    return text;
}

}  // namespace

std::vector<std::string> wrap(std::string_view text, std::size_t width) {
    std::vector<std::string> lines{""};
    for (std::string_view word : split(text, ' ')) {
        const std::size_t used = count_characters(lines.back());
        if (used > 0 && used + 1 + count_characters(word) <= width) {
            lines.back() += " " + std::string(word);
            continue;
        }
        if (used > 0) lines.emplace_back();
        while (count_characters(word) > width) {
            const std::size_t size = break_of(word, width);
            lines.back() = word.substr(0, size);
            lines.emplace_back();
            word.remove_prefix(size);
        }
        lines.back() = word;
    }
    return lines;
}

std::string wrap_lines(std::string_view text, std::size_t width) {
    constexpr std::size_t kFurther = 2;
    std::string result;
    std::vector<std::string_view> items;
    if (text.ends_with('\n')) text.remove_suffix(1);
    for (const std::string_view line : split(text, '\n')) {
        if (line.starts_with('\t')) {
            items.push_back(line.substr(1));
            continue;
        }
        if (!items.empty()) result += in_columns(items, width);
        items.clear();
        const std::size_t indent = std::min(line.find_first_not_of(' '), line.size());
        const std::size_t further = indent > 0 ? kFurther : 0;
        const auto parts = wrap(line.substr(indent), width - indent - further);
        for (std::size_t i = 0; i < parts.size(); ++i)
            result += std::string(parts[i].empty() ? 0 : indent + (i > 0 ? further : 0), ' ') +
                      parts[i] + "\n";
    }
    if (!items.empty()) result += in_columns(items, width);
    return result;
}

std::string wrap_entry(std::string_view term, std::string_view text, std::size_t column,
                       std::size_t width) {
    constexpr std::size_t kIndent = 2, kGap = 2;
    std::string result;
    const std::size_t taken = count_characters(term) + kIndent + kGap;
    if (taken <= column) {
        result = std::string(kIndent, ' ') + std::string(term) + std::string(column - taken, ' ') +
                 std::string(kGap, ' ');
    } else {
        for (const std::string& part : wrap(term, width - 2 * kIndent))
            result += std::string(result.empty() ? kIndent : 2 * kIndent, ' ') + part + "\n";
        result.append(column, ' ');
    }
    const auto lines = wrap(text, width - column);
    for (std::size_t i = 0; i < lines.size(); ++i)
        result += (i > 0 ? std::string(column, ' ') : "") + lines[i] + "\n";
    return result;
}

std::string wrap_commands(std::string_view commands, std::size_t width) {
    constexpr std::size_t kIndent = 2, kContinuation = 6, kBackslash = 2;
    std::string result;
    for (const std::string_view command : split(commands, '\n')) {
        const auto lines = wrap(trim(command), width - kContinuation - kBackslash);
        for (std::size_t i = 0; i < lines.size(); ++i)
            result += std::string(i > 0 ? kContinuation : kIndent, ' ') + lines[i] +
                      (i + 1 < lines.size() ? " \\\n" : "\n");
    }
    return result;
}

}  // namespace affetto::cli
