#include "affetto/data/annotation_curve.hpp"

#include <algorithm>
#include <cstdint>
#include <set>

#include "affetto/core/csv.hpp"
#include "affetto/core/error.hpp"
#include "affetto/core/text.hpp"
#include "affetto/data/bad_row.hpp"
#include "affetto/data/folder_tree.hpp"
#include "affetto/data/rating_row.hpp"

namespace affetto {
namespace {

using Trace = std::map<std::int64_t, double>;  // milliseconds to value

struct TraceTable {
    std::string name;
    std::map<int, Trace> traces;
    std::vector<std::int64_t> times;  // of the columns, rising
    std::size_t rows = 0;
};

struct Range {
    double low, high;
};
constexpr Range kAxis = {-1, 1}, kSpread = {0, 2};

/// "sample_15000ms" is 15000.
std::optional<std::int64_t> milliseconds_of(std::string_view column) {
    const std::string name = to_lower(column);
    constexpr std::string_view kBegin = "sample_", kEnd = "ms";
    if (name.size() <= kBegin.size() + kEnd.size() || name.rfind(kBegin, 0) != 0 ||
        name.substr(name.size() - kEnd.size()) != kEnd)
        return std::nullopt;
    const auto time = parse_integer(
        std::string_view(name).substr(kBegin.size(), name.size() - kBegin.size() - kEnd.size()));
    return time && *time >= 0 ? time : std::nullopt;
}

std::map<std::int64_t, std::size_t> time_columns(const CsvTable& table) {
    std::map<std::int64_t, std::size_t> columns;
    for (std::size_t i = 0; i < table.header.size(); ++i) {
        const auto time = milliseconds_of(table.header[i]);
        if (time && !columns.emplace(*time, i).second)
            throw DataError(table.name + ": the column \"" + table.header[i] + "\" is there twice");
    }
    if (columns.empty())
        throw DataError(table.name +
                        ": no column sample_<milliseconds>ms, such as sample_15000ms; this is not "
                        "a file of dynamic annotations");
    return columns;
}

Trace read_trace(const CsvTable& table, std::size_t row,
                 const std::map<std::int64_t, std::size_t>& columns, const Range& range) {
    Trace trace;
    for (const auto& [time, column] : columns) {
        const std::string_view cell = trim(table.rows[row][column]);
        if (cell.empty() || to_lower(cell) == "nan") continue;
        const std::optional<double> value = parse_number(cell);
        if (!value || *value < range.low || *value > range.high)
            throw BadRow(table.header[column] + " must be a number from " +
                         format_number(range.low) + " to " + format_number(range.high) +
                         ", got \"" + printable(cell) + "\"");
        trace.emplace(time, *value);
    }
    return trace;
}

TraceTable read_traces(const Path& file, const Range& range, std::vector<std::string>& notes) {
    const CsvTable table = read_csv(file);
    const std::size_t song_column = require_column(table, "song_id");
    const auto columns = time_columns(table);
    TraceTable result;
    result.name = display(file.filename());
    result.rows = table.rows.size();
    for (const auto& entry : columns) result.times.push_back(entry.first);
    for (std::size_t i = 0; i < table.rows.size(); ++i) {
        const RatingRow row(table, i);
        try {
            const int song = row.number(song_column);
            if (result.traces.contains(song))
                throw BadRow("song " + std::to_string(song) + " has a row already");
            result.traces.emplace(song, read_trace(table, i, columns, range));
        } catch (const BadRow& error) {
            notes.push_back(row.where() + error.what() + "; the row is not used");
        }
    }
    return result;
}

/// The shortest distance of two columns.
double hold_of(const std::vector<std::int64_t>& times) {
    std::int64_t shortest = 0;
    for (std::size_t i = 1; i < times.size(); ++i) {
        const std::int64_t step = times[i] - times[i - 1];
        if (shortest == 0 || step < shortest) shortest = step;
    }
    return shortest == 0 ? AnnotationCurve().hold : static_cast<double>(shortest) / 1000;
}

/// The values of `trace` at all of `times`; empty where it lacks one of them.
std::vector<double> values_at(const std::vector<std::int64_t>& times, const TraceTable* table,
                              int song) {
    std::vector<double> values;
    if (table == nullptr || !table->traces.contains(song)) return values;
    const Trace& trace = table->traces.at(song);
    for (const std::int64_t time : times) {
        const auto found = trace.find(time);
        if (found == trace.end()) return {};
        values.push_back(found->second);
    }
    return values;
}

}  // namespace

AnnotationCurves read_annotation_curves(const CurveFiles& files) {
    AnnotationCurves result;
    const TraceTable valence = read_traces(files.valence, kAxis, result.notes);
    const TraceTable arousal = read_traces(files.arousal, kAxis, result.notes);
    std::optional<TraceTable> valence_sd, arousal_sd;
    if (files.valence_sd) valence_sd = read_traces(*files.valence_sd, kSpread, result.notes);
    if (files.arousal_sd) arousal_sd = read_traces(*files.arousal_sd, kSpread, result.notes);
    result.rows = valence.rows;
    const double hold = hold_of(valence.times);

    std::set<int> songs;
    for (const TraceTable* table : {&valence, &arousal})
        for (const auto& entry : table->traces) songs.insert(entry.first);
    for (const int song : songs) {
        const auto v = valence.traces.find(song), a = arousal.traces.find(song);
        if (v == valence.traces.end() || a == arousal.traces.end()) {
            const bool has_valence = v != valence.traces.end();
            result.notes.push_back("song " + std::to_string(song) + " has a usable row in " +
                                   (has_valence ? valence.name : arousal.name) + " but none in " +
                                   (has_valence ? arousal.name : valence.name) +
                                   "; its song-level label is used");
            continue;
        }
        AnnotationCurve curve;
        curve.hold = hold;
        std::vector<std::int64_t> times;
        for (const auto& [time, value] : v->second) {
            const auto other = a->second.find(time);
            if (other == a->second.end()) continue;
            times.push_back(time);
            curve.times.push_back(static_cast<double>(time) / 1000);
            curve.values.push_back({static_cast<float>(value), static_cast<float>(other->second)});
        }
        if (times.size() != v->second.size() || times.size() != a->second.size())
            result.notes.push_back("song " + std::to_string(song) + ": " +
                                   std::to_string(v->second.size()) + " values of valence, " +
                                   std::to_string(a->second.size()) + " of arousal; the " +
                                   std::to_string(times.size()) + " times of both are used");
        if (times.empty()) continue;
        curve.valence_sd = values_at(times, valence_sd ? &*valence_sd : nullptr, song);
        curve.arousal_sd = values_at(times, arousal_sd ? &*arousal_sd : nullptr, song);
        result.of_song.emplace(song, std::move(curve));
    }
    return result;
}

}  // namespace affetto
