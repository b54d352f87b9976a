#pragma once

#include "affetto/core/file.hpp"
#include "affetto/core/json.hpp"
#include "affetto/pipeline/clip_collection.hpp"

namespace affetto {

/// Writes what a data set looks like into a clips folder: plots/*.svg and statistics.html, one
/// self-contained page with clips per split and quadrant, the valence-arousal plane, durations,
/// notes a clip, notes a second, the spread over raters where it is known, duplicates, and every
/// file that was skipped. `manifest` is the folder's.
void write_statistics(const Path& folder, const ClipCollection& collection, const Json& manifest);

}  // namespace affetto
