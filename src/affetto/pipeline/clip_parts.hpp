#pragma once

#include <optional>
#include <string>
#include <vector>

#include "affetto/core/error.hpp"
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
    std::vector<FileWarnings> warnings;  ///< see each_file_once()
};

Json to_json(const std::vector<SkippedFile>& skipped);
Json to_json(const std::vector<FileWarnings>& warnings);
/// What is known about a clip before its music is read, with the size and the time of change of its
/// file.
Json to_json(const ListedClip& clip);

/// Why a clip's file cannot be used, without the path that messages begin with: in a list of
/// skipped files the path stands beside it.
std::string reason_of(const Error& error, const ListedClip& clip);
std::vector<SkippedFile> skipped_from_json(const Json& json);
/// Sorted by path; a file of which several windows were cut has one entry.
std::vector<FileWarnings> each_file_once(std::vector<FileWarnings> warnings);
/// `json`: an object with or, written by earlier versions, without "warnings".
std::vector<FileWarnings> warnings_of(const Json& json);

/// Where a clip's file lies in every folder of this stage.
Path clip_path(const ListedClip& clip);

/// Reads the clips with index % shards == shard on options.jobs threads and writes their files to
/// `folder`.
ReadPart read_part(const DatasetListing& listing, const PreprocessOptions& options,
                   const Path& folder, Progress& progress);

/// What a result was made from: equal for the same listing, files (by size and time of change),
/// seed and version, whatever the shards.
std::string fingerprint_of(const DatasetListing& listing, const PreprocessOptions& options);

std::string sha256_of(const Json& json);

/// `<out>.shards/<I>-of-<N>`, I from 1.
Path part_folder(const PreprocessOptions& options, int shard);

void write_part(const Path& folder, const ReadPart& part, const std::string& fingerprint);
/// nullopt where the part is not there or was made from other data or options.
std::optional<ReadPart> find_part(const Path& folder, const DatasetListing& listing,
                                  const std::string& fingerprint);

}  // namespace affetto
