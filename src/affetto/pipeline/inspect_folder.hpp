#pragma once

#include "affetto/core/file.hpp"
#include "affetto/core/json.hpp"

namespace affetto {

/// A folder that a stage wrote, by the files in it. Throws DataError where it is none, DataError or
/// CheckpointError where one of these files is damaged.
Json inspect_folder(const Path& folder);

}  // namespace affetto
