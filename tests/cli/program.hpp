#pragma once

#include <string>
#include <vector>

#include "affetto/core/file.hpp"
#include "support/temporary_folder.hpp"

namespace affetto::test {

/// What a run of the program left behind.
struct Result {
    int status = -1;  ///< exit status; 128 + the signal where one ended it
    std::string out, err;
    double processor_seconds = 0;
};

/// How a run differs from an ordinary one.
struct Setting {
    Path folder;                  ///< the current folder; empty: this process's
    std::string out_to;           ///< a file that stdout goes to; "-" closes stdout
    double interrupt_after = -1;  ///< seconds until SIGINT; negative: never
};

/// Runs the `affetto` that was built beside the tests, without a shell.
Result run_affetto(const std::vector<std::string>& arguments, const Setting& setting = {});

}  // namespace affetto::test
