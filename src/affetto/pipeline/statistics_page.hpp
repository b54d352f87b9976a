#pragma once

#include <span>

#include "affetto/core/file.hpp"
#include "affetto/core/json.hpp"
#include "affetto/data/clips.hpp"
#include "affetto/pipeline/clip_collection.hpp"
#include "affetto/pipeline/piece_tools.hpp"

namespace affetto {

/// Writes what a data set looks like into a clips folder: plots/*.svg and statistics.html, one
/// self-contained page with clips per split and quadrant, the valence-arousal plane, durations,
/// notes a clip, notes a second, the spread over raters where it is known, duplicates, and every
/// file that was skipped; of `clips`, which lie in the folder, some with piano rolls and, where
/// `player` is given, to be heard. `manifest` is the folder's. Throws DataError where a clip cannot
/// be read.
void write_statistics(const Path& folder, const ClipCollection& collection, const Json& manifest,
                      std::span<const Clip> clips = {}, const PlayerSound& player = {});

}  // namespace affetto
