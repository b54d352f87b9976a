#include "affetto/data/clips.hpp"

#include <algorithm>
#include <array>
#include <set>

#include "affetto/core/csv.hpp"
#include "affetto/core/error.hpp"
#include "affetto/core/text.hpp"

namespace affetto {
namespace {

constexpr std::array kSplits = {Split::train, Split::validation, Split::test};
constexpr std::array kLabelSources = {LabelSource::dynamic, LabelSource::song,
                                      LabelSource::inferred, LabelSource::none};
constexpr std::string_view kTarget = "target";  // a column only where some clip has a target
constexpr std::size_t kMaxIdBytes = 200;        // an id is a file name, with room for an ending

const std::vector<std::string>& columns() {
    static const std::vector<std::string> names = {
        "id",     "path",       "start",      "duration",     "valence", "arousal",
        "labels", "valence_sd", "arousal_sd", "label_source", "group",   "split"};
    return names;
}

/// One row of clips.csv while it is read: every fault is reported with file, line and column.
class Row {
public:
    Row(const CsvTable& table, std::size_t row) : table_(table), row_(row) {}

    const std::string& text(std::string_view column) const { return table_.at(row_, column); }
    std::string optional_text(std::string_view column) const {
        return table_.column(column) ? text(column) : std::string();
    }

    std::optional<double> optional_number(std::string_view column, double low, double high) const {
        if (trim(text(column)).empty()) return std::nullopt;
        const std::optional<double> value = parse_number(text(column));
        if (!value || *value < low || *value > high)
            fail(column, "must be a number from " + format_number(low) + " to " +
                             format_number(high) + ", got \"" + text(column) + "\"");
        return value;
    }

    double number(std::string_view column, double low, double high) const {
        const std::optional<double> value = optional_number(column, low, high);
        if (!value) fail(column, "is empty");
        return *value;
    }

    [[noreturn]] void fail(std::string_view column, const std::string& what) const {
        throw DataError(table_.name + ", line " + std::to_string(table_.lines[row_]) +
                        ", column \"" + std::string(column) + "\": " + what);
    }

private:
    const CsvTable& table_;
    std::size_t row_;
};

bool stays_inside(const Path& path) {
    if (path.empty() || path.is_absolute()) return false;
    for (const Path& step : path)
        if (step == "..") return false;
    return true;
}

Clip read_clip(const Row& row) {
    constexpr double kLongest = 1e6;  // seconds; no piece of music lasts eleven days
    Clip clip;
    clip.id = row.text("id");
    if (!is_clip_id(clip.id))
        row.fail("id", "must be a plain file name of at most " + std::to_string(kMaxIdBytes) +
                           " bytes, got \"" + clip.id + "\"");
    clip.path = row.text("path");
    if (!stays_inside(clip.path))
        row.fail("path",
                 "must lie inside the clips folder, got \"" + std::string(row.text("path")) + "\"");
    clip.start = row.number("start", 0, kLongest);
    clip.duration = row.number("duration", 0, kLongest);
    const std::optional<double> valence = row.optional_number("valence", -1, 1);
    const std::optional<double> arousal = row.optional_number("arousal", -1, 1);
    if (valence.has_value() != arousal.has_value())
        row.fail(valence ? "arousal" : "valence", "is empty while the other axis is given");
    if (valence) clip.emotion = {static_cast<float>(*valence), static_cast<float>(*arousal)};
    if (!trim(row.text("labels")).empty()) {
        try {
            clip.labels = parse_distribution(row.text("labels"));
        } catch (const Error& error) {
            row.fail("labels", error.what());
        }
    }
    clip.valence_sd = row.optional_number("valence_sd", 0, 2);
    clip.arousal_sd = row.optional_number("arousal_sd", 0, 2);
    const std::optional<LabelSource> source = label_source_from_name(row.text("label_source"));
    if (!source)
        row.fail("label_source", "must be dynamic, song, inferred or none, got \"" +
                                     row.text("label_source") + "\"");
    clip.label_source = *source;
    clip.group = row.text("group");
    const std::optional<Split> split = split_from_name(row.text("split"));
    if (!split)
        row.fail("split", "must be train, validation or test, got \"" + row.text("split") + "\"");
    clip.split = *split;
    clip.target = row.optional_text(kTarget);
    return clip;
}

void check_manifest(const Json& manifest, const std::string& name) {
    if (!manifest.is_object()) throw DataError(name + ": expected a JSON object");
    const auto require = [&](const char* key) {
        if (!manifest.contains(key) || !manifest[key].is_string())
            throw DataError(name + ": \"" + key +
                            "\" is missing or not a word; make the folder again with "
                            "`affetto preprocess`");
        return manifest[key].get<std::string>();
    };
    require("dataset");
    const std::string kind = require("kind");
    if (kind != "score" && kind != "sound")
        throw DataError(name + ": \"kind\" must be score or sound, got \"" + kind + "\"");
    if (kind == "sound") return;
    const std::string base = require("time_base");
    if (base != "seconds" && base != "beats")
        throw DataError(name + ": \"time_base\" must be seconds or beats, got \"" + base + "\"");
}

std::string or_empty(const std::optional<double>& value) {
    return value ? format_number(*value) : std::string();
}

std::vector<std::string> row_of(const Clip& clip) {
    return {clip.id,
            display(clip.path),
            format_number(clip.start),
            format_number(clip.duration),
            clip.emotion ? format_number(clip.emotion->valence) : std::string(),
            clip.emotion ? format_number(clip.emotion->arousal) : std::string(),
            clip.labels.empty() ? std::string() : to_string(clip.labels),
            or_empty(clip.valence_sd),
            or_empty(clip.arousal_sd),
            std::string(name_of(clip.label_source)),
            clip.group,
            std::string(name_of(clip.split))};
}

}  // namespace

std::string_view name_of(Split s) {
    switch (s) {
        case Split::train:
            return "train";
        case Split::validation:
            return "validation";
        case Split::test:
            return "test";
    }
    return "";
}

std::optional<Split> split_from_name(std::string_view name) {
    const std::string word = to_lower(trim(name));
    for (const Split s : kSplits)
        if (word == name_of(s)) return s;
    if (word == "val" || word == "valid" || word == "dev") return Split::validation;
    return std::nullopt;
}

std::string_view name_of(LabelSource s) {
    switch (s) {
        case LabelSource::dynamic:
            return "dynamic";
        case LabelSource::song:
            return "song";
        case LabelSource::inferred:
            return "inferred";
        case LabelSource::none:
            return "none";
    }
    return "";
}

std::optional<LabelSource> label_source_from_name(std::string_view name) {
    const std::string word = to_lower(trim(name));
    for (const LabelSource s : kLabelSources)
        if (word == name_of(s)) return s;
    return std::nullopt;
}

bool is_clip_id(std::string_view id) {
    if (id.empty() || id.size() > kMaxIdBytes || id.front() == '.') return false;
    return id.find_first_of("/\\") == std::string_view::npos && printable(id) == id;
}

std::string zero_padded(std::int64_t number, std::size_t digits) {
    const std::string text = std::to_string(number);
    return std::string(digits - std::min(digits, text.size()), '0') + text;
}

std::vector<Clip> read_clip_rows(const Path& csv) {
    const CsvTable table = read_csv(csv);
    for (const std::string& column : columns()) table.require_column(column);
    std::vector<Clip> clips;
    clips.reserve(table.rows.size());
    std::set<std::string, std::less<>> ids;
    for (std::size_t i = 0; i < table.rows.size(); ++i) {
        const Row row(table, i);
        clips.push_back(read_clip(row));
        if (!ids.insert(clips.back().id).second)
            row.fail("id", "\"" + clips.back().id + "\" is used twice");
    }
    return clips;
}

ClipRows::ClipRows(bool with_targets) : with_targets_(with_targets) {
    std::vector<std::string> header = columns();
    if (with_targets_) header.emplace_back(kTarget);
    text_ = to_csv(header, {});
}

void ClipRows::add(const Clip& clip) {
    std::vector<std::string> row = row_of(clip);
    if (with_targets_) row.push_back(clip.target);
    text_ += to_csv(row, {});
}

void ClipRows::write(const Path& csv) const { write_text(csv, text_); }

void write_clip_rows(const Path& csv, const std::vector<Clip>& clips) {
    ClipRows rows(
        std::any_of(clips.begin(), clips.end(), [](const Clip& c) { return !c.target.empty(); }));
    for (const Clip& clip : clips) rows.add(clip);
    rows.write(csv);
}

ClipSet read_clips(const Path& folder) {
    ClipSet set;
    set.folder = folder;
    set.clips = read_clip_rows(folder / "clips.csv");
    const Path manifest = folder / "manifest.json";
    set.manifest = read_json(manifest);
    check_manifest(set.manifest, display(manifest));
    return set;
}

void write_clips(const ClipSet& set) {
    write_clip_rows(set.folder / "clips.csv", set.clips);
    write_json(set.folder / "manifest.json", set.manifest);
}

}  // namespace affetto
