#pragma once

#include <string>
#include <string_view>

namespace affetto::cli {

/// One line of `affetto doctor`.
struct Finding {
    std::string what, found;
    std::string advice;  ///< what to do; empty: all is well
};

/// Which library serves the matrix products of a process, from what is mapped into it (the text of
/// /proc/self/maps, where links are resolved). Distributions choose the library behind libblas.so.3
/// by what is installed, and the reference BLAS is several times slower than OpenBLAS.
Finding find_blas(std::string_view maps);

/// Why affetto-torch does not start and what to install, from what the dynamic loader wrote to
/// stderr: a library of the BLAS (libtorch needs one), or another.
Finding find_missing_library(std::string_view loader_message);

}  // namespace affetto::cli
