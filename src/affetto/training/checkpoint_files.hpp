#pragma once

#include <cstdint>
#include <optional>

#include "affetto/core/file.hpp"

namespace affetto {

// The checkpoints of a run: step-N.safetensors in a folder of their own.

Path checkpoint_path(const Path& folder, std::int64_t step);

/// The newest checkpoint that reads whole; nullopt where there is none.
std::optional<Path> newest_checkpoint(const Path& folder);

/// Removes all but the newest two.
void keep_newest_checkpoints(const Path& folder);

}  // namespace affetto
