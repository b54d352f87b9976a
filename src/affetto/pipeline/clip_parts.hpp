#pragma once

#include <optional>
#include <string>
#include <vector>

#include "affetto/core/progress.hpp"
#include "affetto/pipeline/clip_measures.hpp"
#include "affetto/pipeline/preprocess.hpp"

namespace affetto {

/// A part of a data set whose music has been read and copied to clips/ of a folder: all of it, or
/// one shard. part.json keeps it between the processes of a sharded run.
struct ReadPart {
    struct ReadClip {
        std::size_t index = 0;  ///< in the listing
        ClipMeasures measures;
    };
    std::vector<ReadClip> clips;  ///< sorted by index
    std::vector<SkippedFile> skipped;
};

Json to_json(const std::vector<SkippedFile>& skipped);
std::vector<SkippedFile> skipped_from_json(const Json& json);

/// Where a clip's file lies in every folder of this stage.
Path clip_path(const ListedClip& clip);

/// Reads the clips with index % shards == shard on options.jobs threads and writes their files to
/// `folder`.
ReadPart read_part(const DatasetListing& listing, const PreprocessOptions& options,
                   const Path& folder, Progress& progress);

/// What a result was made from: equal for the same listing, files (by size and time of change),
/// seed and version, whatever the shards.
std::string fingerprint_of(const DatasetListing& listing, const PreprocessOptions& options);

/// `<out>.shards/<I>-of-<N>`, I from 1.
Path part_folder(const PreprocessOptions& options, int shard);

void write_part(const Path& folder, const ReadPart& part, const std::string& fingerprint);
/// nullopt where the part is not there or was made from other data or options.
std::optional<ReadPart> find_part(const Path& folder, const DatasetListing& listing,
                                  const std::string& fingerprint);

}  // namespace affetto
