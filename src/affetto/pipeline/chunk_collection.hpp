#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "affetto/core/json.hpp"
#include "affetto/data/clips.hpp"
#include "affetto/pipeline/sound_chunks.hpp"
#include "affetto/pipeline/split_dealing.hpp"

namespace affetto {

/// A listed clip whose sound has been cut.
struct CollectedRecording {
    ListedClip listed;
    CutRecording cut;

    const std::string& content() const { return cut.content; }
};
using ChunkCollection = Collection<CollectedRecording>;

/// Visits the chunks one after another, each with its row of clips.csv: there are too many to hold
/// all rows at once.
void for_each_chunk(const ChunkCollection& collection, const ChunkConfig& config,
                    const std::function<void(const Clip&, const MeasuredChunk&)>& visit);

/// What manifest.json says about the chunks: counts per split and quadrant, hours, lengths, levels,
/// where labels come from, what was left out, duplicates.
Json describe(const ChunkCollection& collection, const ChunkConfig& config);

}  // namespace affetto
