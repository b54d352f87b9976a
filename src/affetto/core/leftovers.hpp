#pragma once

#include "affetto/core/file.hpp"

namespace affetto {

/// Removes the temporary files of the file layer that a killed process left in `folder`; those in
/// folders below it stay. For a folder that no other process writes to now.
void remove_leftovers(const Path& folder);

}  // namespace affetto
