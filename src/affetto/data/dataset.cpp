#include "affetto/data/dataset.hpp"

#include <algorithm>
#include <array>
#include <map>

#include "affetto/core/error.hpp"
#include "affetto/core/text.hpp"
#include "affetto/data/emopia.hpp"
#include "affetto/data/etudes.hpp"
#include "affetto/data/manifest.hpp"

namespace affetto {
namespace {

constexpr std::array kReaders = {
    DatasetReader{"emopia", "the folder with label.csv, midis/ and split/", list_emopia},
    DatasetReader{"etudes", "a folder written by `affetto corpus`", list_etudes},
    DatasetReader{"manifest", "a CSV of your own, or the folder of its manifest.csv",
                  list_manifest},
};

constexpr std::size_t kShownReasons = 5;

const DatasetReader& find_reader(std::string_view dataset) {
    std::vector<std::string> names;
    for (const DatasetReader& reader : kReaders) {
        if (reader.name == dataset) return reader;
        names.emplace_back(reader.name);
    }
    std::string message = "unknown data set \"" + std::string(dataset) + "\"; known are";
    for (const std::string& name : names) message += " " + name;
    if (const auto nearest = nearest_name(dataset, names))
        message += "; did you mean " + *nearest + "?";
    throw UsageError(message);
}

/// Keeps the rows of a listing that agree with the rows before them on group and split.
void keep_groups_whole(DatasetListing& listing) {
    std::map<std::string, Split> split_of_group;
    std::map<Path, std::string> group_of_file;
    std::vector<ListedClip> kept;
    kept.reserve(listing.clips.size());
    for (ListedClip& clip : listing.clips) {
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

DatasetListing list_dataset(std::string_view dataset, const Path& root) {
    const DatasetReader& reader = find_reader(dataset);
    if (!std::filesystem::exists(root))
        throw DataError(display(root) + ": no such file or folder; --root must name " +
                        std::string(reader.root));
    DatasetListing listing = reader.list(std::filesystem::absolute(root));
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
    for (const char c : name.substr(0, kLongest)) {
        const auto byte = static_cast<unsigned char>(c);
        const bool plain = byte >= 0x80 || std::string_view("_-.").find(c) != std::string::npos ||
                           (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
                           (c >= 'A' && c <= 'Z');
        base += plain ? c : (c == '/' || c == '\\') ? '-' : '_';
    }
    if (name.size() > kLongest)  // do not end inside a UTF-8 character
        while (!base.empty() && static_cast<unsigned char>(base.back()) >= 0x80) base.pop_back();
    if (base.empty() || base.front() == '.') base.insert(0, "clip");
    std::string id = base;
    auto place = std::lower_bound(used_.begin(), used_.end(), id);
    for (int number = 2; place != used_.end() && *place == id; ++number) {
        id = base + "-" + std::to_string(number);
        place = std::lower_bound(used_.begin(), used_.end(), id);
    }
    used_.insert(place, id);
    return id;
}

}  // namespace affetto
