#pragma once

#include <string>
#include <vector>

#include "affetto/core/file.hpp"
#include "affetto/core/progress.hpp"
#include "affetto/data/dataset.hpp"
#include "affetto/pipeline/chunk_config.hpp"
#include "affetto/pipeline/piece_tools.hpp"

namespace affetto {

/// Stage one: an annotated data set becomes a clips folder.
///
/// Every file is read strictly; one that cannot be used is skipped with a reason. What is measured
/// (duration, notes, grid, parts) goes into manifest.json. Clips with the same notes are reported;
/// they never lie in two splits: where splits are drawn their groups are joined, where the data set
/// brings its own the copy in the smaller split (test, then validation) is kept.
///
/// With `shards` > 1 several processes, on one machine or many with a shared disk, do one part
/// each, in any order. A part appears whole in `<out>.shards/<I>-of-<N>/`; one that is there, made
/// from the same data and options, is not made again. Whichever process finds all parts present
/// makes `out` from them, whole, and removes `<out>.shards`; the result is the same, byte for byte,
/// as without shards. A process that finds `out` made already from the same data and options has
/// nothing to do.
///
/// Recordings are cut into chunks (see ChunkConfig and data/segmentation.hpp) that take the label
/// of their own time (label_of_window); all chunks of a recording lie in one split. What is done
/// lies in `<out>.work/`, shards and all, until `out` appears by a rename. A run on sound that was
/// stopped, in whatever way, goes on where it was when it is started again with the same data and
/// options, and its result is the same, byte for byte, as that of a run that was not. Where `out`
/// has been made already from the same data and options nothing is done, unless `overwrite` asks
/// for it anew. Memory does not grow with the hours of sound.
struct PreprocessOptions {
    std::string dataset = "manifest";  ///< a name of dataset_readers()
    Path root;                         ///< the data set's folder (manifest: the CSV or its folder)
    Path out;
    std::string kind;        ///< "score" or "sound"; empty: what the data set has, scores first
    ChunkConfig chunks;      ///< of sound
    int jobs = 1;            ///< files read at a time
    int shard = 0;           ///< this process takes files with index % shards == shard ...
    int shards = 1;          ///< ... of so many
    std::uint64_t seed = 1;  ///< decides splits where the data set has none
    bool overwrite = false;
    PlayerSound player_sound;  ///< of scores; none: a page without players
};

struct PreprocessSummary {
    int clips = 0;  ///< in `out`; in this shard alone where `shards_missing` > 0
    int labelled = 0;
    double hours = 0;
    std::string kind;        ///< "score" or "sound"
    std::string time_base;   ///< of scores: "seconds" or "beats"; empty where `shards_missing` > 0
    int duplicates = 0;      ///< pieces whose notes or samples another one has too
    int shards_missing = 0;  ///< parts still to be made before `out` appears
    std::vector<SkippedFile> skipped;
    std::vector<std::string> remarks;    ///< how the data set was understood, what its splits lack
    std::vector<FileWarnings> warnings;  ///< of scores, each file once
};

/// Throws UsageError (options, an output folder in use), DataError (no usable data), Interrupted.
PreprocessSummary preprocess(const PreprocessOptions& options, Progress& progress);

}  // namespace affetto
