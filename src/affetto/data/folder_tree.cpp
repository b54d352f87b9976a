#include "affetto/data/folder_tree.hpp"

#include <algorithm>

#include "affetto/core/error.hpp"
#include "affetto/core/progress.hpp"
#include "affetto/core/text.hpp"
#include "affetto/data/music_folder.hpp"

namespace affetto {
namespace {

constexpr std::size_t kMaxEntries = 200'000;

std::vector<std::string> keys_of(std::string_view place) {
    std::vector<std::string> keys;
    for (const std::string_view name : split(place, '/')) keys.push_back(name_key(name));
    return keys;
}

bool ends_with(const std::vector<std::string>& keys, const std::vector<std::string>& tail) {
    return keys.size() >= tail.size() && std::equal(tail.rbegin(), tail.rend(), keys.rbegin());
}

std::string listed(std::span<const std::string_view> places) {
    std::string text;
    for (const std::string_view place : places)
        text += (text.empty() ? "" : " or ") + std::string(place);
    return text;
}

std::string where_looked() {
    return " in it or in " + std::to_string(FolderTree::kDepth - 1) +
           " levels of folders below it (blanks, underscores and the case of names do not matter)";
}

}  // namespace

std::string name_key(std::string_view name) {
    std::string key;
    for (const char c : to_lower(name))
        if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
            static_cast<unsigned char>(c) >= 0x80)
            key += c;
    return key;
}

std::optional<std::size_t> find_column(const CsvTable& table, std::string_view name) {
    const std::string key = name_key(name);
    for (std::size_t i = 0; i < table.header.size(); ++i)
        if (name_key(table.header[i]) == key) return i;
    return std::nullopt;
}

std::size_t require_column(const CsvTable& table, std::string_view name) {
    const std::optional<std::size_t> column = find_column(table, name);
    return column ? *column : table.require_column(name);
}

FolderTree::FolderTree(const Path& root) : root_(root) {
    if (!std::filesystem::is_directory(root_))
        throw DataError(display(root_) + ": not a folder; --root must name the data set's folder");
    entries_.push_back({"", {}, true, false});
    for (std::size_t i = 0; i < entries_.size(); ++i)
        if (entries_[i].is_folder && entries_[i].keys.size() < kDepth) list(i);
}

void FolderTree::list(std::size_t folder) {
    const Entry parent = entries_[folder];
    std::vector<Entry> found;
    std::error_code error;
    for (const auto& item : std::filesystem::directory_iterator(root_ / parent.path, error)) {
        throw_if_interrupted();
        const std::string name = display(item.path().filename());
        if (name.front() == '.') continue;
        Entry entry{parent.path / item.path().filename(), parent.keys};
        entry.keys.push_back(name_key(name));
        std::error_code gone;
        entry.is_folder = item.is_directory(gone);
        if (!entry.is_folder && music_kind_of(name) == "sound") entries_[folder].has_sound = true;
        found.push_back(std::move(entry));
        if (entries_.size() + found.size() > kMaxEntries)
            throw DataError(display(root_) + ": holds more than " + std::to_string(kMaxEntries) +
                            " files and folders; --root must name the data set's own folder");
    }
    if (error && folder == 0)
        throw DataError(display(root_) + ": cannot list the folder (" + error.message() + ")");
    std::sort(found.begin(), found.end(),
              [](const Entry& a, const Entry& b) { return a.path < b.path; });
    std::move(found.begin(), found.end(), std::back_inserter(entries_));
}

template <class Wanted>
std::optional<Path> FolderTree::find(std::span<const std::string_view> places,
                                     Wanted wanted) const {
    for (const std::string_view place : places) {
        const std::vector<std::string> tail = keys_of(place);
        for (const Entry& entry : entries_)
            if (wanted(entry) && ends_with(entry.keys, tail)) return entry.path;
    }
    return std::nullopt;
}

std::optional<Path> FolderTree::find_file(std::span<const std::string_view> places) const {
    return find(places, [](const Entry& entry) { return !entry.is_folder; });
}

std::optional<Path> FolderTree::find_sound_folder(std::span<const std::string_view> places) const {
    return find(places, [](const Entry& entry) { return entry.has_sound; });
}

Path FolderTree::require_file(std::span<const std::string_view> places) const {
    if (const auto found = find_file(places)) return *found;
    throw DataError(display(root_) + ": no file " + listed(places) + where_looked());
}

Path FolderTree::require_sound_folder(std::span<const std::string_view> places) const {
    if (const auto found = find_sound_folder(places)) return *found;
    throw DataError(display(root_) + ": no folder " + listed(places) + " with sound files (" +
                    music_endings("sound") + ")" + where_looked());
}

}  // namespace affetto
