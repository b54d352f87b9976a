#include "affetto/data/emopia.hpp"

#include <map>
#include <set>

#include "affetto/core/csv.hpp"
#include "affetto/core/error.hpp"
#include "affetto/core/text.hpp"
#include "affetto/data/music_folder.hpp"

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

/// The folder of the kind that is wanted, or of the one that is there.
MusicFolder open_music(const Path& root, std::string_view kind) {
    const bool scores =
        kind.empty() ? exists(root / "midis") || !exists(root / "audio") : kind == "score";
    const Path folder = scores ? "midis" : "audio";
    if (!is_directory(root / folder))
        throw DataError(display(root) + ": no folder " + display(folder) + " beside label.csv");
    return {root, folder, scores ? "score" : "sound"};
}

}  // namespace

DatasetListing list_emopia(const Path& root, std::string_view kind) {
    DatasetListing listing;
    listing.dataset = "emopia";
    listing.credit = "EMOPIA (Hung et al., ISMIR 2021), CC BY-NC-SA 4.0";
    const CsvTable labels = read_csv(root / "label.csv");
    const std::size_t id_column = labels.require_column("ID");
    const std::size_t quadrant_column = labels.require_column("4Q");
    const SplitOfClip splits = read_official_splits(root / "split");
    MusicFolder files = open_music(root, kind);
    listing.kind = files.kind();
    listing.found = {{"label.csv", "rows", labels.rows.size()},
                     {display(files.folder()), listing.kind + " files", files.size()}};
    const std::string ending = listing.kind == "score" ? ".mid" : ".mp3";
    std::set<std::string> seen;

    for (std::size_t i = 0; i < labels.rows.size(); ++i) {
        const std::string id(trim(labels.rows[i][id_column]));
        const std::string line = "label.csv, line " + std::to_string(labels.lines[i]) + ": ";
        const auto skip = [&](const std::string& reason) {
            listing.skipped.push_back({files.name_of_missing(id, ending), line + reason});
        };
        const std::string quadrant = "Q" + std::string(trim(labels.rows[i][quadrant_column]));
        const std::optional<Quadrant> q = quadrant_from_name(quadrant);
        const auto split = splits.find(id);
        if (!is_clip_id(id) || song_of(id).empty()) {
            skip("the ID is not Q<1-4>_<song>_<number>");
            continue;
        }
        if (!seen.insert(id).second) {
            skip("the clip has a row already");
            continue;
        }
        const std::optional<Path> file = files.take(id);
        if (!q)
            skip("4Q must be 1, 2, 3 or 4, got \"" + quadrant.substr(1) + "\"");
        else if (!file)
            skip("no such file");
        else if (!splits.empty() && split == splits.end())
            skip("in none of the official lists of split/");
        else {
            ListedClip clip;
            clip.id = id;
            clip.source = *file;
            clip.emotion = centre_of(*q);
            clip.label_source = LabelSource::song;
            clip.group = song_of(id);
            if (split != splits.end()) clip.split = split->second;
            listing.clips.push_back(std::move(clip));
        }
    }
    files.report_rest("no usable row in label.csv", listing.skipped);
    return listing;
}

}  // namespace affetto
