#pragma once

#include <string>
#include <vector>

#include "affetto/core/json.hpp"
#include "affetto/pipeline/clip_measures.hpp"
#include "affetto/pipeline/split_dealing.hpp"

namespace affetto {

/// A listed clip whose music has been read.
struct CollectedClip {
    ListedClip listed;
    ClipMeasures measures;

    const std::string& content() const { return measures.content; }
};
using ClipCollection = Collection<CollectedClip>;

/// "beats" where more than half of the clips lie on the grid of their own beats, else "seconds".
std::string time_base_of(const std::vector<CollectedClip>& clips);

/// What manifest.json says about the clips: counts per split and quadrant, hours, time base with
/// what was measured, parts, programs, duplicates.
Json describe(const ClipCollection& collection);

}  // namespace affetto
