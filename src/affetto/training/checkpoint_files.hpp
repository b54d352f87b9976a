#pragma once

#include <cstdint>
#include <optional>

#include "affetto/core/file.hpp"
#include "affetto/training/warnings.hpp"

namespace affetto {

// The checkpoints of a run: step-N.safetensors in a folder of their own.

Path checkpoint_path(const Path& folder, std::int64_t step);

/// The newest checkpoint that reads whole; nullopt where there is none. Each newer one that does
/// not is named by a warning. Throws CheckpointError where there are checkpoints and none reads
/// whole.
std::optional<Path> newest_checkpoint(const Path& folder, const Warn& warn = {});

/// Removes all but the two newest up to `step`: those beyond it were passed over as damaged.
void keep_newest_checkpoints(const Path& folder, std::int64_t step);

}  // namespace affetto
