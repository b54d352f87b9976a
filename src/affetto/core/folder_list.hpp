#pragma once

#include <map>
#include <optional>
#include <string>

#include "affetto/core/file.hpp"

namespace affetto {

/// The list by which Affetto knows again what it wrote: a file SHA256SUMS in every result folder
/// that appears at once, which `sha256sum -c SHA256SUMS` checks too. Training, whose folder grows,
/// writes none.
inline constexpr const char* kFolderListFile = "SHA256SUMS";

/// The SHA-256 of every file of a folder but the list itself, by its path there ("clips/a.mid").
using FolderList = std::map<std::string, std::string>;

/// Lists every file that lies in `folder` and below it now. Throws Error.
void write_folder_list(const Path& folder);

/// nullopt where there is no list, or one that somebody else wrote. Throws DataError naming file
/// and line for a damaged one.
std::optional<FolderList> read_folder_list(const Path& folder);

/// How a folder differs from its list: paths in it, sorted.
struct FolderChanges {
    std::vector<std::string> missing, changed, added;

    bool none() const { return missing.empty() && changed.empty() && added.empty(); }
};
/// Reads every file. Throws DataError where one cannot be read.
FolderChanges changes_since(const FolderList& list, const Path& folder);

}  // namespace affetto
