#pragma once

#include <optional>
#include <string>
#include <vector>

#include "affetto/core/file.hpp"
#include "affetto/core/folder_kinds.hpp"

namespace affetto {

// The one rule by which anything is removed: only what Affetto wrote, and only file by file.

/// What lies in a folder, told apart by who wrote it. Paths are relative to it.
struct OwnFiles {
    bool known = false;         ///< something in the folder says that Affetto wrote it
    std::vector<Path> files;    ///< of Affetto
    std::vector<Path> folders;  ///< that hold them, the innermost first
    /// The first thing that is not Affetto's: a file of another name, a link, an empty folder, or
    /// with `contents` a file whose bytes are no longer those that were written.
    std::optional<Path> foreign;
    bool changed = false;  ///< `foreign` was Affetto's once
};

enum class Compare { names, contents };

/// By the folder's list (folder_list.hpp), else by names_of_folder(). Temporary files that a killed
/// run left count as what they were to become.
OwnFiles own_files(const Path& folder, Compare compare = Compare::names);
/// By `names` alone.
OwnFiles own_files(const Path& folder, const NameRule& names);

/// "holds thesis.doc, which Affetto did not write"; empty where everything is Affetto's.
std::string foreign_text(const OwnFiles& own);

/// Removes these files, then the folders in `folder` that are empty now.
void clear_own_files(const Path& folder, const OwnFiles& own);
/// The same, then `folder`. False where something is left.
bool remove_own_files(const Path& folder, const OwnFiles& own);

}  // namespace affetto
