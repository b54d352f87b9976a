#include "affetto/data/manifest.hpp"

#include <algorithm>

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
        if (is_known || further == FurtherColumns::accepted) continue;
        std::string message = table.name + ": unknown column \"" + name + "\"";
        if (const auto nearest = nearest_name(name, known))
            message += " (did you mean \"" + *nearest + "\"?)";
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
};

Scale parse_scale(const std::string& text) {
    if (text.empty()) return {};
    const std::size_t dots = text.find("..");
    if (dots != std::string::npos) {
        const auto low = parse_number(std::string_view(text).substr(0, dots));
        const auto high = parse_number(std::string_view(text).substr(dots + 2));
        if (low && high && *low < *high) return {*low, *high};
    }
    throw BadRow("scale must be low..high such as -1..1, 1..9 or 0..1, got \"" + text + "\"");
}

float rescale(const char* axis, double value, const Scale& scale) {
    if (value < scale.low || value > scale.high)
        throw BadRow(std::string(axis) + " must lie in " + format_number(scale.low) + ".." +
                     format_number(scale.high) + ", got " + format_number(value));
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
                 (nearest ? "; did you mean " + *nearest + "?" : std::string()));
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

ListedClip read_row(const Row& row, const Path& folder) {
    ListedClip clip;
    const Path path = row.text("path");
    if (path.empty()) throw BadRow("path is empty");
    clip.source = (folder / path).lexically_normal();
    check_file(clip.source);
    read_emotion(row, clip);
    read_window(row, clip);
    clip.group = row.text("group");
    if (clip.group.empty()) clip.group = display(path.lexically_normal());
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

}  // namespace

DatasetListing read_manifest(const Path& root, std::string_view kind, FurtherColumns further) {
    const Path csv = is_directory(root) ? root / "manifest.csv" : root;
    const CsvTable table = read_csv(csv);
    check_header(table, further);
    DatasetListing listing;
    listing.dataset = "manifest";
    listing.found = {{display(csv.filename()), "rows", table.rows.size()}};
    OneKind one_kind(kind);
    ClipIds ids;
    for (std::size_t i = 0; i < table.rows.size(); ++i) {
        throw_if_interrupted();
        const Row row(table, i);
        const Path path = row.text("path");
        try {
            ListedClip clip = read_row(row, csv.parent_path());
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
    return listing;
}

DatasetListing list_manifest(const Path& root, std::string_view kind) {
    return read_manifest(root, kind, FurtherColumns::refused);
}

}  // namespace affetto
