#pragma once

#include <string>
#include <vector>

#include "affetto/core/file.hpp"
#include "affetto/core/progress.hpp"

namespace affetto {

/// Stage one: an annotated data set becomes a clips folder.
struct PreprocessOptions {
    std::string dataset = "manifest";  ///< etudes, emopia, manifest
    Path root;  ///< the data set's folder (manifest: the CSV or its folder; etudes: the corpus
                ///< folder)
    Path out;
    int jobs = 1;            ///< files read at a time
    int shard = 0;           ///< this process takes files with index % shards == shard ...
    int shards = 1;          ///< ... of so many
    std::uint64_t seed = 1;  ///< decides splits where the data set has none
    bool overwrite = false;
};

struct SkippedFile {
    std::string path;
    std::string reason;
};

struct PreprocessSummary {
    int clips = 0;
    int labelled = 0;
    double hours = 0;
    std::string kind;       ///< "score"
    std::string time_base;  ///< "seconds" or "beats"
    std::vector<SkippedFile> skipped;
};

PreprocessSummary preprocess(const PreprocessOptions& options, Progress& progress);

}  // namespace affetto
