#pragma once

#include "affetto/core/file.hpp"
#include "affetto/core/json.hpp"
#include "affetto/pipeline/chunk_collection.hpp"

namespace affetto {

/// Writes what a data set of sound looks like into a clips folder, whose chunks are there already:
/// plots/*.svg and statistics.html, one self-contained page with clips per split and quadrant, the
/// labels on the valence-arousal plane (as points, and as a density with marginals and shares of
/// the quadrants, for all clips and for each split), lengths, levels, peaks, the spread of the
/// labels where it is known, some chunks with waveform, label and player, duplicates, and
/// everything that was skipped. `manifest` is the folder's.
void write_sound_statistics(const Path& folder, const ChunkCollection& collection,
                            const ChunkConfig& config, const Json& manifest);

}  // namespace affetto
