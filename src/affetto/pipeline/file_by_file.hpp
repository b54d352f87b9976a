#pragma once

#include <functional>
#include <set>
#include <string>
#include <vector>

#include "affetto/core/file.hpp"
#include "affetto/core/json.hpp"
#include "affetto/data/dataset.hpp"

namespace affetto {

/// The files that a stage is given, one after another, into one folder.
struct FileByFile {
    std::vector<Path> files;
    std::string done;  ///< "encoded", for messages

    /// Makes the results of one file under `name`, unique in the folder; `label` says to people
    /// which file it is.
    std::function<void(const Path& file, const std::string& name, const std::string& label)> work;
    /// Completes the folder; called once, also when interrupted after the first file is done.
    std::function<void(const std::vector<SkippedFile>& skipped)> finish;
};

/// A DataError of a single file is thrown; of one among several it is noted and returned. Throws
/// DataError where none was any good, and Interrupted.
std::vector<SkippedFile> run_file_by_file(const FileByFile& run);

Json skipped_as_json(const std::vector<SkippedFile>& skipped);

}  // namespace affetto
