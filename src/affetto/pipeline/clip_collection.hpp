#pragma once

#include <string>
#include <vector>

#include "affetto/core/json.hpp"
#include "affetto/core/random.hpp"
#include "affetto/pipeline/clip_measures.hpp"
#include "affetto/pipeline/split_dealing.hpp"

namespace affetto {

/// A listed clip whose music has been read.
struct CollectedClip {
    ListedClip listed;  ///< its split is decided once collect_clips has run
    ClipMeasures measures;
};

/// All clips of a data set, their splits decided and duplicates dealt with.
struct ClipCollection {
    std::vector<CollectedClip> clips;  ///< in the order of the listing
    std::vector<Duplicates> duplicates;
    std::vector<SkippedFile> dropped;  ///< the dropped duplicates with the clip that was kept
};

/// Decides splits and deals with duplicates as preprocess.hpp says.
ClipCollection collect_clips(std::vector<CollectedClip> clips, Random& rng);

/// "beats" where more than half of the clips lie on the grid of their own beats, else "seconds".
std::string time_base_of(const std::vector<CollectedClip>& clips);

/// What manifest.json says about the clips: counts per split and quadrant, hours, time base with
/// what was measured, parts, programs, duplicates.
Json describe(const ClipCollection& collection);

}  // namespace affetto
