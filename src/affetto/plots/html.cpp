#include "affetto/plots/html.hpp"

#include <algorithm>
#include <cstdint>

#include "affetto/core/text.hpp"
#include "affetto/plots/svg.hpp"

namespace affetto::html {
namespace {

constexpr std::string_view kStyle =
    "body{font:15px/1.5 system-ui,sans-serif;max-width:62rem;margin:2rem auto;padding:0 1rem;"
    "color:#1a1a1a;background:#fff}"
    "h1,h2,h3{line-height:1.25}h2{margin-top:2.2rem}"
    "table{border-collapse:collapse;margin:.6rem 0}"
    "th,td{border:1px solid #ddd;padding:.25rem .6rem;text-align:left;vertical-align:top;"
    "white-space:nowrap;"
    "font-variant-numeric:tabular-nums}th{font-weight:600}"
    ".wide{overflow-x:auto}td.text,th.text{white-space:normal;min-width:12rem}"
    ".whole{white-space:nowrap}"
    "svg{max-width:100%;height:auto}audio{width:100%;max-width:47rem;display:block}"
    ".how{color:#555;max-width:47rem}.side{display:flex;flex-wrap:wrap;gap:1rem}"
    "figure{margin:1rem 0}";

/// Text whose words a browser does not break at hyphens and slashes within them.
std::string unbroken_words(std::string_view text) {
    const std::string whole = printable(text);
    std::string html;
    for (std::size_t at = 0; at < whole.size();) {
        const std::size_t space = std::min(whole.find(' ', at), whole.size());
        const std::string word = whole.substr(at, space - at);
        const bool breaks = word.find_first_of("-/?") != std::string::npos;
        html +=
            breaks ? "<span class='whole'>" + escape_markup(word) + "</span>" : escape_markup(word);
        if (space < whole.size()) html += ' ';
        at = space + 1;
    }
    return html;
}

}  // namespace

std::string page(std::string_view title, const std::string& body, std::string_view style,
                 std::string_view script, int refresh_seconds) {
    const std::string refresh = refresh_seconds > 0 ? "<meta http-equiv='refresh' content='" +
                                                          std::to_string(refresh_seconds) + "'>"
                                                    : "";
    std::string text =
        "<!doctype html>\n<html lang='en'><head><meta charset='utf-8'>"
        "<meta name='viewport' content='width=device-width'>" +
        refresh + "<title>" + escape_markup(title) + "</title>\n<style>" + std::string(kStyle) +
        std::string(style) + "</style></head><body>\n<h1>" + escape_markup(title) + "</h1>\n" +
        body;
    if (!script.empty()) text += "<script>\n" + std::string(script) + "</script>\n";
    return text + "</body></html>\n";
}

std::string cell(std::string_view text, std::string_view tag) {
    constexpr std::size_t kShort = 24;  // characters
    const bool is_short = count_characters(text) <= kShort;
    const std::string name(tag);
    return "<" + name + (is_short ? ">" : " class='text'>") +
           (is_short ? escape_markup(text) : unbroken_words(text)) + "</" + name + ">";
}

std::string wide_table(const std::string& rows) {
    return "<div class='wide'><table>\n" + rows + "</table></div>\n";
}

std::string table(const std::vector<std::vector<std::string>>& rows) {
    std::string text;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const std::string tag = i == 0 ? "th" : "td";
        text += "<tr>";
        for (const std::string& value : rows[i]) text += cell(value, tag);
        text += "</tr>\n";
    }
    return wide_table(text);
}

std::string data_uri(std::string_view media_type, std::span<const std::byte> bytes) {
    constexpr std::string_view kDigits =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string text = "data:" + std::string(media_type) + ";base64,";
    text.reserve(text.size() + bytes.size() * 4 / 3 + 4);
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
        const std::size_t count = std::min<std::size_t>(3, bytes.size() - i);
        std::uint32_t three = 0;
        for (std::size_t k = 0; k < 3; ++k)
            three = three << 8 | (k < count ? std::to_integer<std::uint32_t>(bytes[i + k]) : 0);
        for (std::size_t k = 0; k < 4; ++k)
            text += k <= count ? kDigits[three >> (18 - 6 * k) & 63] : '=';
    }
    return text;
}

std::string file_link(std::string_view text, const Path& name, std::string_view media_type,
                      std::span<const std::byte> bytes) {
    return "<a download='" + escape_markup(display(name)) + "' href='" +
           data_uri(media_type, bytes) + "'>" + escape_markup(text) + "</a>";
}

}  // namespace affetto::html
