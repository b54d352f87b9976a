#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "affetto/core/json.hpp"
#include "affetto/core/random.hpp"
#include "affetto/data/clips.hpp"
#include "affetto/pipeline/sound_chunks.hpp"
#include "affetto/pipeline/split_dealing.hpp"

namespace affetto {

/// A listed clip whose sound has been cut.
struct CollectedRecording {
    ListedClip listed;  ///< its split is decided once collect_recordings has run
    CutRecording cut;
};

/// All recordings of a data set of sound, their splits decided and duplicates dealt with.
struct ChunkCollection {
    std::vector<CollectedRecording> recordings;  ///< in the order of the listing
    std::vector<Duplicates> duplicates;
    std::vector<SkippedFile> dropped;  ///< the dropped duplicates with the clip that was kept
};

/// Decides splits and deals with duplicates as preprocess.hpp says.
ChunkCollection collect_recordings(std::vector<CollectedRecording> recordings, Random& rng);

/// Visits the chunks one after another, each with its row of clips.csv: there are too many to hold
/// all rows at once.
void for_each_chunk(const ChunkCollection& collection, const ChunkConfig& config,
                    const std::function<void(const Clip&, const MeasuredChunk&)>& visit);

/// What manifest.json says about the chunks: counts per split and quadrant, hours, lengths, levels,
/// where labels come from, what was left out, duplicates.
Json describe(const ChunkCollection& collection, const ChunkConfig& config);

}  // namespace affetto
