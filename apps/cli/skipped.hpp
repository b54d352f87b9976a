#pragma once

#include <string>
#include <vector>

#include "affetto/core/json.hpp"
#include "affetto/data/dataset.hpp"

namespace affetto::cli {

/// What a bulk stage could not use, for --json: every file with its reason.
Json skipped_json(const std::vector<SkippedFile>& skipped);

/// The first few, one a line, for people; empty where there are none.
std::string skipped_text(const std::vector<SkippedFile>& skipped);

/// The same of files that were read, though not quite as they stand.
Json warnings_json(const std::vector<FileWarnings>& warnings);
std::string warnings_text(const std::vector<FileWarnings>& warnings);

}  // namespace affetto::cli
