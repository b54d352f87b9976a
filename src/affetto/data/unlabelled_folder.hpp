#pragma once

#include "affetto/data/dataset.hpp"

namespace affetto {

/// A folder of MIDI or sound files without labels, at any depth below `root`: each file is an
/// unlabelled clip and a group of its own. Hidden files and folders are passed over, links to
/// folders are not followed; files of other kinds are counted in `notes`, folders that cannot be
/// listed are skipped with the reason. Clips are in the order of their paths. `kind` ("score" or
/// "sound") chooses where both are there. Throws DataError where `root` is no folder, and where
/// both kinds are there and none was chosen.
DatasetListing list_unlabelled_folder(const Path& root, std::string_view kind);

}  // namespace affetto
