#pragma once

#include <optional>
#include <string>
#include <vector>

#include "affetto/core/result_folder.hpp"
#include "affetto/data/clips.hpp"
#include "affetto/pipeline/preprocess.hpp"

namespace affetto {

/// Where the stage writes, and what it reads: the data set's folder or table and the files that it
/// lists.
OutputFolder output_of(const PreprocessOptions& options, const DatasetListing& listing);

PreprocessSummary summary_of(const ClipSet& set, std::vector<SkippedFile> skipped);

/// The summary of a finished folder, made by whichever process, whose manifest has `fingerprint`;
/// nullopt where there is none.
std::optional<PreprocessSummary> find_result(const Path& out, const std::string& fingerprint);

}  // namespace affetto
