#pragma once

#include "affetto/pipeline/preprocess.hpp"

namespace affetto {

/// preprocess() for a listing of sound. Throws as it does.
PreprocessSummary preprocess_sound(DatasetListing listing, const PreprocessOptions& options,
                                   Progress& progress);

}  // namespace affetto
