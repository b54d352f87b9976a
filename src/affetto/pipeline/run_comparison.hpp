#pragma once

#include <vector>

#include "affetto/core/file.hpp"
#include "affetto/core/json.hpp"

namespace affetto {

/// Several training runs beside each other.
struct ComparisonOptions {
    std::vector<Path> runs;  ///< model folders of 'affetto train', finished or not; 1 to 12
    Path out;
    bool overwrite = false;
};

/// Makes `out` with report.html (their curves in one chart each, against steps and against minutes;
/// what they reached; the settings in which they differ), plots/*.svg and comparison.json, which is
/// also the result: "runs", a list with what is known of each, null where it is not, and
/// "differences", a list of fields with a value a run. Throws UsageError for no run, too many or
/// one that is named twice, DataError naming the folder or file for one that is no training run or
/// is broken.
Json compare_runs(const ComparisonOptions& options);

}  // namespace affetto
