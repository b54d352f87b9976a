#include "affetto/core/own_files.hpp"

#include <unistd.h>

#include <algorithm>
#include <set>

#include "affetto/core/error.hpp"
#include "affetto/core/file_calls.hpp"
#include "affetto/core/folder_list.hpp"
#include "affetto/core/progress.hpp"
#include "affetto/core/sha256.hpp"
#include "affetto/core/writer_lock.hpp"

namespace affetto {
namespace {

namespace fs = std::filesystem;

struct FoundEntry {
    Path path;  ///< relative
    bool folder = false, file = false;
};

/// Everything in a folder, sorted by path. A folder that cannot be read is an entry without
/// content.
std::vector<FoundEntry> entries_below(const Path& folder) {
    std::vector<FoundEntry> found;
    std::error_code error;
    const auto options = fs::directory_options::skip_permission_denied;
    for (fs::recursive_directory_iterator entry(folder, options, error), end;
         !error && entry != end; entry.increment(error)) {
        std::error_code ignored;
        const fs::file_status status = entry->symlink_status(ignored);
        found.push_back({entry->path().lexically_relative(folder), fs::is_directory(status),
                         fs::is_regular_file(status)});
    }
    if (error) throw Error(display(folder) + ": cannot be read: " + error.message());
    std::sort(found.begin(), found.end(),
              [](const auto& a, const auto& b) { return a.path < b.path; });
    return found;
}

/// The path with each temporary name replaced by what it was to become.
std::string final_name(const Path& path) {
    Path name;
    for (const Path& part : path) name /= detail::final_name(part);
    return name.generic_string();
}

/// Sorts the entries by `names`.
OwnFiles sorted_out(const std::vector<FoundEntry>& entries, const NameRule& names) {
    OwnFiles own;
    own.known = true;
    std::set<Path> holders;  // of own files, and those that lead there
    for (const FoundEntry& entry : entries) {
        if (entry.folder) continue;
        const bool is_own =
            entry.file && (is_writer_lock(entry.path) || names(final_name(entry.path)));
        if (!is_own) {
            if (!own.foreign) own.foreign = entry.path;
            continue;
        }
        own.files.push_back(entry.path);
        for (Path parent = entry.path.parent_path(); !parent.empty(); parent = parent.parent_path())
            holders.insert(parent);
    }
    for (const FoundEntry& entry : entries) {
        if (!entry.folder) continue;
        // A folder that a run makes before it has anything to put there, or that was emptied.
        if (holders.contains(entry.path) || names(final_name(entry.path) + "/"))
            own.folders.push_back(entry.path);
        else if (!own.foreign)
            own.foreign = entry.path;
    }
    std::reverse(own.folders.begin(), own.folders.end());
    return own;
}

/// Looks for a file that no longer has the bytes of the list.
void find_change(OwnFiles& own, const Path& folder, const FolderList& list) {
    for (const Path& file : own.files) {
        throw_if_interrupted();
        const auto listed = list.find(file.generic_string());
        if (listed == list.end() || sha256_of_file(folder / file) == listed->second) continue;
        own.foreign = file;
        own.changed = true;
        return;
    }
}

}  // namespace

OwnFiles own_files(const Path& folder, Compare compare) {
    const std::vector<FoundEntry> entries = entries_below(folder);
    std::optional<FolderList> list;
    try {
        list = read_folder_list(folder);
    } catch (const DataError&) {  // it was changed
        OwnFiles own = sorted_out(entries, [](const std::string&) { return true; });
        own.foreign = kFolderListFile;
        own.changed = true;
        return own;
    }
    if (list) {
        std::set<std::string> names = {kFolderListFile};
        for (const auto& [name, digest] : *list) add_name(names, name);
        OwnFiles own =
            sorted_out(entries, [&](const std::string& path) { return names.contains(path); });
        if (!own.foreign && compare == Compare::contents) find_change(own, folder, *list);
        return own;
    }
    if (const auto names = names_of_folder(folder)) return sorted_out(entries, *names);
    OwnFiles own = sorted_out(entries, [](const std::string&) { return false; });
    own.known = false;
    return own;
}

OwnFiles own_files(const Path& folder, const NameRule& names) {
    return sorted_out(entries_below(folder), names);
}

std::string foreign_text(const OwnFiles& own) {
    if (!own.foreign) return "";
    return "holds " + display(*own.foreign) +
           (own.changed ? ", which was changed since Affetto wrote it"
                        : ", which Affetto did not write");
}

void clear_own_files(const Path& folder, const OwnFiles& own) {
    for (const Path& file : own.files) ::unlink((folder / file).c_str());
    for (const Path& inner : own.folders) ::rmdir((folder / inner).c_str());
}

bool remove_own_files(const Path& folder, const OwnFiles& own) {
    clear_own_files(folder, own);
    return ::rmdir(folder.c_str()) == 0 || errno == ENOENT;
}

}  // namespace affetto
