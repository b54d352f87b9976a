#include "affetto/pipeline/report_page.hpp"

#include <algorithm>

#include "affetto/core/text.hpp"

namespace affetto {
namespace {

constexpr std::size_t kRolls = 12;

std::string escaped(std::string_view text) {
    std::string result;
    for (const char c : text) {
        if (c == '<')
            result += "&lt;";
        else if (c == '>')
            result += "&gt;";
        else if (c == '&')
            result += "&amp;";
        else if (c == '"')
            result += "&quot;";
        else
            result += c;
    }
    return result;
}

std::string value_text(const Json& value) {
    if (value.is_number_float()) return format_fixed(value.get<double>(), 3);
    if (value.is_string()) return escaped(value.get<std::string>());
    if (value.is_null()) return "too few pieces";
    return escaped(value.dump());
}

/// A nested table: keys left, values right; lists of numbers as rows.
std::string table_of(const Json& value) {
    if (value.is_array()) {
        std::string text = "<table>";
        for (const Json& row : value) {
            text += "<tr>";
            if (row.is_array())
                for (const Json& cell : row) text += "<td>" + value_text(cell) + "</td>";
            else
                text += "<td>" + value_text(row) + "</td>";
            text += "</tr>";
        }
        return text + "</table>";
    }
    if (!value.is_object()) return value_text(value);
    std::string text = "<table>";
    for (const auto& item : value.items()) {
        if (item.key() == "how") continue;
        std::string name = item.key();
        std::replace(name.begin(), name.end(), '_', ' ');
        text += "<tr><th>" + escaped(name) + "</th><td>" + table_of(item.value()) + "</td></tr>";
    }
    return text + "</table>";
}

/// Notes as bars: time to the right, pitch upwards, louder is darker; one colour a part.
std::string piano_roll(const std::vector<TimedNote>& notes) {
    constexpr const char* kColours[] = {"#2b6cb0", "#c05621", "#2f855a",
                                        "#805ad5", "#b83280", "#4a5568"};
    double end = 1;
    int low = 127, high = 0;
    for (const TimedNote& n : notes) {
        end = std::max(end, n.end());
        low = std::min(low, n.pitch);
        high = std::max(high, n.pitch);
    }
    const double width = 720, row = 3, height = row * (high - low + 1);
    std::string svg = "<svg viewBox='0 0 " + format_fixed(width, 0) + " " +
                      format_fixed(height, 0) + "' style='width:100%;background:#f7fafc'>";
    for (const TimedNote& n : notes)
        svg += "<rect x='" + format_fixed(n.onset / end * width, 1) + "' y='" +
               format_fixed(row * (high - n.pitch), 0) + "' width='" +
               format_fixed(std::max(1.0, n.duration / end * width), 1) + "' height='" +
               format_fixed(row, 0) + "' fill='" + kColours[n.part % 6] + "' opacity='" +
               format_fixed(0.35 + 0.65 * n.velocity / 127.0, 2) + "'/>";
    return svg + "</svg>";
}

}  // namespace

std::string report_page(const Json& metrics, const std::vector<JudgedPiece>& generated) {
    std::string page =
        "<!doctype html><html lang='en'><meta charset='utf-8'><title>Affetto: listening "
        "report</title>"
        "<style>body{font:15px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 "
        "1rem}"
        "table{border-collapse:collapse;margin:.3rem 0}th,td{border:1px solid #ddd;padding:.2rem "
        ".5rem;"
        "text-align:left;vertical-align:top;font-variant-numeric:tabular-nums}th{font-weight:500}"
        ".how{color:#555}</style><h1>Listening report</h1><p>The listener is a small linear model, "
        "not a person: "
        "its figures say how music compares with labelled music, not how people feel.</p>";
    for (const auto& item : metrics.items()) {
        if (!item.value().is_object()) continue;
        page += "<h2>" + escaped(item.key()) + "</h2>";
        if (item.value().contains("how"))
            page += "<p class='how'>" + escaped(item.value()["how"].get<std::string>()) + "</p>";
        page += table_of(item.value());
    }
    page += "<h2>Piano rolls</h2>";
    const std::size_t step = std::max<std::size_t>(1, generated.size() / kRolls);
    for (std::size_t i = 0; i < generated.size(); i += step)
        page += "<h3>" + escaped(generated[i].id) + " (valence " +
                format_fixed(generated[i].emotion.valence, 2) + ", arousal " +
                format_fixed(generated[i].emotion.arousal, 2) + ")</h3>" +
                piano_roll(generated[i].notes);
    return page + "</html>\n";
}

}  // namespace affetto
