#pragma once

#include "affetto/core/file.hpp"

namespace affetto {

// How a finished folder takes the place of another. Both are for the holder of the lock on `target`
// (writer_lock.hpp).

/// Puts the folder `made` in the place of `target`, at once where the file system can and `made` is
/// a hidden sibling of it, and removes of what was there what Affetto wrote. An empty or missing
/// folder is simply replaced. Throws Error naming the first thing there that is not Affetto's, or
/// the system's reason; both folders are then where they were.
void replace_folder(const Path& made, const Path& target);

/// Removes what killed runs left beside `target` on the way to it, and puts back an old folder that
/// had stepped aside for a new one that never came. Folders that a run holds, and those with
/// anything that is not Affetto's, stay.
void clear_abandoned(const Path& target);

/// A lock on a folder that is being made, by which clear_abandoned knows that it is in use: an open
/// file, -1 where there are no locks.
int mark_in_use(const Path& folder);

/// A name beside `target` that is free: "out-2", "out-3", ...
Path free_name_beside(const Path& target);

}  // namespace affetto
