#pragma once

#include <functional>
#include <optional>
#include <set>
#include <string>

#include "affetto/core/file.hpp"

namespace affetto {

/// Whether Affetto writes a file of that path ("plots/loss.svg"), or makes a folder ("plots/"), in
/// a folder of some kind.
using NameRule = std::function<bool(const std::string& path)>;

/// Adds a file and the folders that it lies in.
void add_name(std::set<std::string>& names, const std::string& file);

/// The names of a folder without a list (folder_list.hpp), told from what its manifest says it is:
/// folders of training, which grow, and results of versions that wrote no list. nullopt where
/// nothing in it says that Affetto wrote it.
std::optional<NameRule> names_of_folder(const Path& folder);

/// The names in `<out>.work` and `<out>.shards` of `affetto preprocess`.
NameRule names_of_work();
NameRule names_of_shards();

}  // namespace affetto
