#include "affetto/pipeline/statistics_sections.hpp"

#include <algorithm>

#include "affetto/core/text.hpp"
#include "affetto/plots/bars.hpp"
#include "affetto/plots/html.hpp"
#include "affetto/plots/svg.hpp"

namespace affetto {
namespace {

constexpr std::size_t kShownRows = 1'000;  // of a list; manifest.json has them all

std::string not_all(std::size_t rows) {
    if (rows <= kShownRows) return {};
    return "<p>" + std::to_string(rows - kShownRows) + " more are in manifest.json.</p>\n";
}

std::string joined(const Json& ids) {
    std::string text;
    for (const Json& id : ids) text += (text.empty() ? "" : ", ") + id.get<std::string>();
    return text;
}

}  // namespace

std::string table_row(std::initializer_list<std::string> cells, const char* tag) {
    std::string text = "<tr>";
    for (const std::string& cell : cells) text += html::cell(cell, tag);
    return text + "</tr>\n";
}

std::string shown(const Json& value) {
    if (value.is_string()) return value.get<std::string>();
    if (value.is_number_float()) return format_fixed(value.get<double>(), 3);
    return value.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string rows_of(const Json& manifest, std::initializer_list<const char*> keys) {
    std::string rows;
    for (const char* key : keys) rows += table_row({key, shown(manifest.at(key))});
    return rows;
}

Figure counts_figure(const Json& manifest) {
    std::vector<std::string> categories = {"Q1", "Q2", "Q3", "Q4", "unlabelled"};
    std::vector<BarSeries> series;
    for (const auto& [split, counts] : manifest.at("splits").items()) {
        series.push_back({split, {}});
        for (const std::string& category : categories)
            series.back().counts.push_back(counts.at(category).get<int>());
    }
    return {"splits", bars_svg("Clips per split and quadrant", categories, series)};
}

std::string splits_table(const Json& manifest) {
    std::string table = table_row({"split", "clips", "Q1", "Q2", "Q3", "Q4", "unlabelled"}, "th");
    for (const auto& [split, counts] : manifest.at("splits").items())
        table += table_row({split, shown(counts.at("clips")), shown(counts.at("Q1")),
                            shown(counts.at("Q2")), shown(counts.at("Q3")), shown(counts.at("Q4")),
                            shown(counts.at("unlabelled"))});
    return html::wide_table(table);
}

std::string duplicates_section(const Json& duplicates, const std::string& same) {
    if (duplicates.empty()) return "<p>No two clips have the same " + same + ".</p>\n";
    std::string table = table_row({"same " + same, "left out (in another split)"}, "th");
    for (std::size_t i = 0; i < std::min(duplicates.size(), kShownRows); ++i)
        table += table_row({joined(duplicates[i].at("kept")), joined(duplicates[i].at("dropped"))});
    return html::wide_table(table) + not_all(duplicates.size());
}

std::string skipped_section(const Json& skipped) {
    if (skipped.empty()) return "<p>None.</p>\n";
    std::string table = table_row({"file", "reason"}, "th");
    for (std::size_t i = 0; i < std::min(skipped.size(), kShownRows); ++i)
        table += table_row({shown(skipped[i].at("path")), shown(skipped[i].at("reason"))});
    return html::wide_table(table) + not_all(skipped.size());
}

}  // namespace affetto
