#include "affetto/data/dataset.hpp"

#include <algorithm>
#include <array>
#include <map>

#include "affetto/core/error.hpp"
#include "affetto/core/foreign_text.hpp"
#include "affetto/core/progress.hpp"
#include "affetto/core/text.hpp"
#include "affetto/data/deam.hpp"
#include "affetto/data/emomusic.hpp"
#include "affetto/data/emopia.hpp"
#include "affetto/data/etudes.hpp"
#include "affetto/data/manifest.hpp"
#include "affetto/data/soundtracks.hpp"
#include "affetto/data/unlabelled_folder.hpp"

namespace affetto {
namespace {

/// A reader of data sets that are of one kind only.
template <DatasetListing (*list)(const Path&)>
DatasetListing list_only(const Path& root, std::string_view) {
    return list(root);
}

// has_scores, has_sounds
constexpr std::array kReaders = {
    DatasetReader{"deam", "the folder with MEMD_audio/ and annotations/", false, true,
                  list_only<list_deam>},
    DatasetReader{"emomusic", "the folder with clips_45seconds/ and annotations/", false, true,
                  list_only<list_emomusic>},
    DatasetReader{"emopia", "the folder with label.csv, midis/ (or audio/) and split/", true, true,
                  list_emopia},
    DatasetReader{"etudes", "a folder written by `affetto corpus`", true, false,
                  list_only<list_etudes>},
    DatasetReader{"folder", "a folder of MIDI or sound files without labels, at any depth", true,
                  true, list_unlabelled_folder},
    DatasetReader{"manifest", "a CSV of your own, or the folder of its manifest.csv", true, true,
                  list_manifest},
    DatasetReader{"soundtracks", "the folder with Set1/, Set2/ and mean_ratings_set1.csv", false,
                  true, list_only<list_soundtracks>},
};

constexpr std::size_t kShownReasons = 5;

const DatasetReader& find_reader(std::string_view dataset) {
    std::vector<std::string> names;
    for (const DatasetReader& reader : kReaders) {
        if (reader.name == dataset) return reader;
        names.emplace_back(reader.name);
    }
    std::string message = "unknown data set '" + shortened(dataset) + "'; known are";
    for (const std::string& name : names) message += " " + name;
    if (const auto nearest = nearest_name(dataset, names))
        message += "; did you mean '" + *nearest + "'?";
    throw UsageError(message);
}

void check_kind(const DatasetReader& reader, std::string_view kind) {
    if (kind.empty() || (kind == "score" && reader.has_scores) ||
        (kind == "sound" && reader.has_sounds))
        return;
    throw UsageError("the data set \"" + std::string(reader.name) + "\" is read as " +
                     (reader.has_scores && reader.has_sounds ? "score or sound"
                      : reader.has_scores                    ? "score"
                                                             : "sound") +
                     ", not as \"" + std::string(kind) + "\"");
}

/// Keeps the rows of a listing that agree with the rows before them on group and split.
void keep_groups_whole(DatasetListing& listing) {
    std::map<std::string, Split> split_of_group;
    std::map<Path, std::string> group_of_file;
    std::vector<ListedClip> kept;
    kept.reserve(listing.clips.size());
    for (ListedClip& clip : listing.clips) {
        throw_if_interrupted();
        const std::string& group = group_of_file.try_emplace(clip.source, clip.group).first->second;
        if (group != clip.group) {
            listing.skipped.push_back(
                {display(clip.source), "the same file is already in group \"" + group +
                                           "\", now in \"" + clip.group + "\""});
            continue;
        }
        if (clip.split) {
            const Split split = split_of_group.try_emplace(clip.group, *clip.split).first->second;
            if (split != *clip.split) {
                listing.skipped.push_back(
                    {display(clip.source), "group \"" + clip.group + "\" is already in split " +
                                               std::string(name_of(split)) + ", now in " +
                                               std::string(name_of(*clip.split))});
                continue;
            }
        }
        kept.push_back(std::move(clip));
    }
    listing.clips = std::move(kept);
}

}  // namespace

std::span<const DatasetReader> dataset_readers() { return kReaders; }

DatasetListing list_dataset(std::string_view dataset, const Path& root, std::string_view kind) {
    const DatasetReader& reader = find_reader(dataset);
    check_kind(reader, kind);
    if (!std::filesystem::exists(root))
        throw DataError(display(root) + ": no such file or folder; --root must name " +
                        std::string(reader.root));
    DatasetListing listing = reader.list(std::filesystem::absolute(root), kind);
    keep_groups_whole(listing);
    if (!listing.clips.empty()) return listing;
    std::string message = display(root) + ": no usable clip in this data set (" +
                          std::to_string(listing.skipped.size()) + " skipped)";
    for (std::size_t i = 0; i < std::min(listing.skipped.size(), kShownReasons); ++i)
        message += "; " + listing.skipped[i].path + ": " + listing.skipped[i].reason;
    throw DataError(message);
}

std::string ClipIds::make(std::string_view name) {
    constexpr std::size_t kLongest = 120;  // bytes, so that a number and an ending still fit
    std::string base;
    while (!name.empty() && base.size() + unit_size(name) <= kLongest) {
        const std::string_view unit = name.substr(0, unit_size(name));
        const char c = unit.front();
        const bool plain = unit.size() > 1 ? !is_obeyed(unit)
                                           : std::string_view("_-.").find(c) != std::string::npos ||
                                                 (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
                                                 (c >= 'A' && c <= 'Z');
        if (plain)
            base += unit;
        else
            base += c == '/' || c == '\\' ? '-' : '_';
        name.remove_prefix(unit.size());
    }
    if (base.empty() || base.front() == '.') base.insert(0, "clip");
    std::string id = base;
    if (used_.contains(id)) {
        int& number = next_number_.try_emplace(base, 2).first->second;
        do id = base + "-" + std::to_string(number++);
        while (used_.contains(id));
    }
    used_.insert(id);
    return id;
}

}  // namespace affetto
