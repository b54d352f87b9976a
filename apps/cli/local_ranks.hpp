#pragma once

#include <chrono>

#include "affetto/core/file.hpp"

namespace affetto::cli {

/// The exit status of a process that ended because another one is gone (LostRank), told to
/// run_local_ranks().
inline constexpr int kLostRank = 75;

/// Processes of one program on this machine, each told its rank (distributed/launch.hpp).
struct LocalRanks {
    int ranks = 1;
    Path program;
    char** argv = nullptr;  ///< the same for all
    /// For the rest to end by themselves once one has failed. They see its connections close; only
    /// one that hangs is still there then.
    std::chrono::milliseconds grace = std::chrono::seconds(15);
};

/// Starts them and waits for all. The first has this program's streams. Where one ends in any way
/// but well, the others are ended too, and stderr names it with what it said. Ctrl-C, SIGTERM and
/// SIGUSR1 reach all of them, and none outlives this process. Returns the exit status.
int run_local_ranks(const LocalRanks& run);

}  // namespace affetto::cli
