#include "affetto/data/manifest.hpp"

#include <algorithm>
#include <cmath>

#include "affetto/core/csv.hpp"
#include "affetto/core/error.hpp"
#include "affetto/core/progress.hpp"
#include "affetto/core/text.hpp"
#include "affetto/data/bad_row.hpp"
#include "affetto/data/music_folder.hpp"

namespace affetto {
namespace {

const std::vector<std::string>& known_columns() {
    static const std::vector<std::string> names = {
        "path", "valence", "arousal", "scale", "label", "labels", "start", "end", "group", "split"};
    return names;
}

/// Known columns by their own names, whatever their case in the file.
void name_known_columns(CsvTable& table) {
    for (std::string& name : table.header) {
        const std::string lower = to_lower(name);
        const std::vector<std::string>& known = known_columns();
        if (std::find(known.begin(), known.end(), lower) != known.end()) name = lower;
    }
}

void check_header(const CsvTable& table, FurtherColumns further) {
    table.require_column("path");
    const std::vector<std::string>& known = known_columns();
    for (std::size_t i = 0; i < table.header.size(); ++i) {
        const std::string& name = table.header[i];
        const auto begin = table.header.begin();
        const bool is_known = std::find(known.begin(), known.end(), name) != known.end();
        if (is_known && std::find(begin, begin + static_cast<std::ptrdiff_t>(i), name) !=
                            begin + static_cast<std::ptrdiff_t>(i))
            throw DataError(table.name + ": the column \"" + name + "\" is there twice");
        if (is_known || is_nameless(name) || further == FurtherColumns::accepted) continue;
        std::string message = table.name + ": unknown column \"" + name + "\"";
        if (const auto nearest = nearest_name(name, known))
            message += "; did you mean '" + *nearest + "'?";
        message += "; known are";
        for (const std::string& column : known) message += " " + column;
        throw DataError(message);
    }
}

/// One row while it is read; an absent column reads as empty.
class Row {
public:
    Row(const CsvTable& table, std::size_t row) : table_(table), row_(row) {}

    std::string text(std::string_view column) const {
        const auto place = table_.column(column);
        return place ? std::string(trim(table_.rows[row_][*place])) : std::string();
    }

    std::optional<double> number(std::string_view column) const {
        const std::string found = text(column);
        if (found.empty()) return std::nullopt;
        const std::optional<double> value = parse_number(found);
        if (!value)
            throw BadRow(std::string(column) + " must be a finite number, got \"" + found + "\"");
        return value;
    }

private:
    const CsvTable& table_;
    std::size_t row_;
};

struct Scale {
    double low = -1;
    double high = 1;
    bool given = false;
};

/// Counts ratings that stand outside -1..1 in rows that name no scale.
struct Unscaled {
    std::size_t rows = 0, outside = 0;
    double low = 0, high = 0;

    void add(double valence, double arousal) {
        ++rows;
        if (std::max(std::abs(valence), std::abs(arousal)) > 1) ++outside;
        low = rows == 1 ? std::min(valence, arousal) : std::min({low, valence, arousal});
        high = rows == 1 ? std::max(valence, arousal) : std::max({high, valence, arousal});
    }
    /// More than half of three rows or more: the whole table is on another scale, and those of its
    /// rows that happen to lie in -1..1 would be misread.
    bool is_another_scale() const { return rows >= 3 && 2 * outside > rows; }
};

Scale parse_scale(const std::string& text) {
    if (text.empty()) return {};
    const std::size_t dots = text.find("..");
    if (dots != std::string::npos) {
        const auto low = parse_number(std::string_view(text).substr(0, dots));
        const auto high = parse_number(std::string_view(text).substr(dots + 2));
        if (low && high && *low < *high) return {*low, *high, true};
    }
    throw BadRow("scale must be low..high such as -1..1, 1..9 or 0..1, got \"" + text + "\"");
}

float rescale(const char* axis, double value, const Scale& scale) {
    if (value < scale.low || value > scale.high)
        throw BadRow(std::string(axis) + " must lie in " + format_number(scale.low) + ".." +
                     format_number(scale.high) + ", got " + format_number(value) +
                     (scale.given ? "" : "; on another scale, name it in a column scale (1..9)"));
    return static_cast<float>(2 * ((value - scale.low) / (scale.high - scale.low)) - 1);
}

/// A word as a label: a quadrant has a place only, an emotion also a name.
void apply_label(const std::string& word, ListedClip& clip) {
    if (const auto quadrant = quadrant_from_name(word)) {
        clip.emotion = centre_of(*quadrant);
        return;
    }
    if (const auto named = find_named_emotion(word)) {
        clip.emotion = named->emotion;
        clip.labels = {{std::string(named->name), 1.0f}};
        return;
    }
    std::vector<std::string> names = {"Q1", "Q2", "Q3", "Q4"};
    for (const NamedEmotion& e : named_emotions()) names.emplace_back(e.name);
    const auto nearest = nearest_name(word, names);
    throw BadRow("label \"" + word + "\" is neither a quadrant nor a known emotion" +
                 (nearest ? "; did you mean '" + *nearest + "'?" : std::string()));
}

void read_emotion(const Row& row, ListedClip& clip) {
    const std::string label = row.text("label"), labels = row.text("labels");
    if (!label.empty() && !labels.empty()) throw BadRow("give label or labels, not both");
    if (!label.empty()) apply_label(label, clip);
    if (!labels.empty()) {
        try {
            clip.labels = parse_distribution(labels);
        } catch (const DataError& error) {
            throw BadRow(std::string("labels: ") + error.what());
        }
        clip.emotion = mean_of(clip.labels);
    }
    const Scale scale = parse_scale(row.text("scale"));
    const std::optional<double> valence = row.number("valence"), arousal = row.number("arousal");
    if (valence.has_value() != arousal.has_value())
        throw BadRow(std::string(valence ? "arousal" : "valence") +
                     " is empty while the other axis is given");
    if (valence)
        clip.emotion =
            Emotion{rescale("valence", *valence, scale), rescale("arousal", *arousal, scale)};
    clip.label_source = clip.emotion ? LabelSource::song : LabelSource::none;
}

void read_window(const Row& row, ListedClip& clip) {
    clip.start = row.number("start").value_or(0);
    clip.end = row.number("end");
    if (clip.start < 0) throw BadRow("start must be at least 0 seconds");
    if (clip.end && *clip.end <= clip.start) throw BadRow("end must be later than start");
}

void check_file(const Path& file) {
    std::error_code error;
    if (!std::filesystem::exists(file, error)) throw BadRow("no such file");
    if (!std::filesystem::is_regular_file(file, error)) throw BadRow("not a file");
    if (music_kind_of(file).empty())
        throw BadRow("neither a MIDI nor a sound file by its name (" + music_endings("score") +
                     ", " + music_endings("sound") + ")");
}

/// The path of a row; backslashes separate folders where no file has them in its name.
Path path_of(const Row& row, const Path& folder, bool& backslashes) {
    std::string text = row.text("path");
    std::error_code error;
    if (text.find('\\') == std::string::npos || std::filesystem::exists(folder / text, error))
        return text;
    std::replace(text.begin(), text.end(), '\\', '/');
    backslashes = true;
    return text;
}

ListedClip read_row(const Row& row, const Path& path, const Path& folder) {
    ListedClip clip;
    if (path.empty()) throw BadRow("path is empty");
    clip.source = (folder / path).lexically_normal();
    check_file(clip.source);
    read_emotion(row, clip);
    read_window(row, clip);
    clip.group = row.text("group");
    if (clip.group.empty()) clip.group = display(path.lexically_normal());
    clip.group = printable(clip.group);  // goes into files of ours, which are UTF-8
    const std::string split = row.text("split");
    clip.split = split_from_name(split);
    if (!split.empty() && !clip.split)
        throw BadRow("split must be train, validation or test, got \"" + split + "\"");
    return clip;
}

/// Holds all rows to one kind: the one that was asked for, else that of the first row.
class OneKind {
public:
    explicit OneKind(std::string_view wanted) : kind_(wanted), asked_(!wanted.empty()) {}

    const std::string& kind() const { return kind_; }

    /// Throws BadRow for another kind than was asked for, DataError for one that the rows before
    /// do not have.
    void check(const Path& source, const CsvTable& table, std::size_t row) {
        const std::string found(music_kind_of(source));
        if (kind_.empty()) {
            kind_ = found;
            first_ = table.lines[row];
        }
        if (found == kind_) return;
        if (asked_) throw BadRow("a " + found + ", but " + kind_ + " files are wanted");
        throw DataError(table.name + ", line " + std::to_string(table.lines[row]) + ": " +
                        display(source.filename()) + " is a " + found + " while line " +
                        std::to_string(first_) + " names a " + kind_ +
                        "; one run reads one kind: choose it with --kind score or --kind sound, "
                        "or make two manifests");
    }

private:
    std::string kind_;
    bool asked_ = false;
    std::size_t first_ = 0;
};

void check_scale(const CsvTable& table) {
    Unscaled unscaled;
    for (std::size_t i = 0; i < table.rows.size(); ++i) {
        const Row row(table, i);
        if (!row.text("scale").empty()) continue;
        const auto valence = parse_number(row.text("valence"));
        const auto arousal = parse_number(row.text("arousal"));
        if (valence && arousal) unscaled.add(*valence, *arousal);
    }
    if (!unscaled.is_another_scale()) return;
    const bool nine = unscaled.low >= 1 && unscaled.high <= 9;
    throw DataError(table.name + ": valence and arousal run from " + format_number(unscaled.low) +
                    " to " + format_number(unscaled.high) +
                    ", but without a column \"scale\" they are read as -1..1; add a column "
                    "\"scale\" that says in each row on which scale its ratings were given, " +
                    (nine ? "such as 1..9" : "low..high, such as 1..9 or 0..100"));
}

/// How the table was understood, where it is not plain.
void note_reading(const CsvTable& table, bool backslashes, DatasetListing& listing) {
    std::string read_as;
    const auto add = [&](const std::string& what) {
        read_as += (read_as.empty() ? "" : ", ") + what;
    };
    for (const std::string& what : table.read_as) add(what);
    if (backslashes) add("backslashes in paths as slashes");
    const auto filled = [&](std::size_t column) {
        return std::any_of(table.rows.begin(), table.rows.end(),
                           [&](const auto& row) { return !trim(row[column]).empty(); });
    };
    for (std::size_t i = 0; i < table.header.size(); ++i)
        if (is_nameless(table.header[i]) && filled(i)) {
            add("column " + std::to_string(i + 1) + ", which has no name, left out");
            break;
        }
    if (!read_as.empty()) listing.notes.push_back("read with " + read_as);
}

}  // namespace

DatasetListing read_manifest(const Path& root, std::string_view kind, FurtherColumns further) {
    const Path csv = is_directory(root) ? root / "manifest.csv" : root;
    CsvTable table = read_csv(csv);
    name_known_columns(table);
    check_header(table, further);
    check_scale(table);
    DatasetListing listing;
    listing.dataset = "manifest";
    listing.found = {{display(csv.filename()), "rows", table.rows.size()}};
    OneKind one_kind(kind);
    ClipIds ids;
    bool backslashes = false;
    for (std::size_t i = 0; i < table.rows.size(); ++i) {
        throw_if_interrupted();
        const Row row(table, i);
        const Path path = path_of(row, csv.parent_path(), backslashes);
        try {
            ListedClip clip = read_row(row, path, csv.parent_path());
            one_kind.check(clip.source, table, i);
            clip.id = ids.make(display((path.is_absolute() ? path.filename() : path)
                                           .lexically_normal()
                                           .replace_extension()));
            listing.clips.push_back(std::move(clip));
        } catch (const BadRow& error) {
            listing.skipped.push_back({display(path), display(csv.filename()) + ", line " +
                                                          std::to_string(table.lines[i]) + ": " +
                                                          error.what()});
        }
    }
    listing.kind = one_kind.kind();
    note_reading(table, backslashes, listing);
    return listing;
}

DatasetListing list_manifest(const Path& root, std::string_view kind) {
    return read_manifest(root, kind, FurtherColumns::refused);
}

}  // namespace affetto
