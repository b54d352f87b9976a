#include "affetto/data/emopia.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "affetto/core/csv.hpp"
#include "affetto/core/error.hpp"
#include "affetto/core/text.hpp"

namespace affetto {
namespace {

using SplitOfClip = std::map<std::string, Split, std::less<>>;

void read_list(const Path& path, Split split, SplitOfClip& splits) {
    const CsvTable table = read_csv(path);
    const std::size_t column = table.require_column("fname");
    for (const auto& row : table.rows) splits.emplace(trim(row[column]), split);
}

/// Empty where the data set comes without its lists.
SplitOfClip read_official_splits(const Path& folder) {
    const Path train = folder / "train.csv", validation = folder / "val.csv";
    const bool has_train = exists(train), has_validation = exists(validation);
    SplitOfClip splits;
    if (!has_train && !has_validation) return splits;
    if (!has_train || !has_validation)
        throw DataError(display(has_train ? validation : train) + ": missing beside " +
                        display((has_train ? train : validation).filename()) +
                        "; restore it, or remove the folder to have the songs split at random");
    read_list(train, Split::train, splits);
    read_list(validation, Split::validation, splits);
    if (exists(folder / "test.csv")) read_list(folder / "test.csv", Split::test, splits);
    return splits;
}

/// Song ids contain underscores themselves: the song lies between the first and the last one.
std::string song_of(const std::string& id) {
    const std::size_t first = id.find('_'), last = id.rfind('_');
    if (first == std::string::npos || last == first) return {};
    return id.substr(first + 1, last - first - 1);
}

std::set<std::string> midi_names(const Path& folder) {
    std::set<std::string> names;
    std::error_code error;
    for (const auto& entry : std::filesystem::directory_iterator(folder, error))
        if (entry.path().extension() == ".mid") names.insert(display(entry.path().stem()));
    if (error)
        throw DataError(display(folder) + ": cannot list the MIDI files (" + error.message() + ")");
    return names;
}

}  // namespace

DatasetListing list_emopia(const Path& root) {
    DatasetListing listing;
    listing.dataset = "emopia";
    listing.kind = "score";
    listing.credit = "EMOPIA (Hung et al., ISMIR 2021), CC BY-NC-SA 4.0";
    const CsvTable labels = read_csv(root / "label.csv");
    const std::size_t id_column = labels.require_column("ID");
    const std::size_t quadrant_column = labels.require_column("4Q");
    const SplitOfClip splits = read_official_splits(root / "split");
    const std::set<std::string> files = midi_names(root / "midis");
    std::set<std::string> seen;

    for (std::size_t i = 0; i < labels.rows.size(); ++i) {
        const std::string id(trim(labels.rows[i][id_column]));
        const std::string line = "label.csv, line " + std::to_string(labels.lines[i]) + ": ";
        const auto skip = [&](const std::string& reason) {
            listing.skipped.push_back({"midis/" + id + ".mid", line + reason});
        };
        const std::string quadrant = "Q" + std::string(trim(labels.rows[i][quadrant_column]));
        const std::optional<Quadrant> q = quadrant_from_name(quadrant);
        const auto split = splits.find(id);
        if (!is_clip_id(id) || song_of(id).empty())
            skip("the ID is not Q<1-4>_<song>_<number>");
        else if (!seen.insert(id).second)
            skip("the clip has a row already");
        else if (!q)
            skip("4Q must be 1, 2, 3 or 4, got \"" + quadrant.substr(1) + "\"");
        else if (!files.contains(id))
            skip("no such file");
        else if (!splits.empty() && split == splits.end())
            skip("in none of the official lists of split/");
        else {
            ListedClip clip;
            clip.id = id;
            clip.source = root / "midis" / (id + ".mid");
            clip.emotion = centre_of(*q);
            clip.label_source = LabelSource::song;
            clip.group = song_of(id);
            if (split != splits.end()) clip.split = split->second;
            listing.clips.push_back(std::move(clip));
        }
    }
    for (const std::string& name : files)
        if (!seen.contains(name))
            listing.skipped.push_back({"midis/" + name + ".mid", "no usable row in label.csv"});
    return listing;
}

}  // namespace affetto
