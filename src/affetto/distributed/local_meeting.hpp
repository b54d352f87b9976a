#pragma once

#include <chrono>

#include "affetto/distributed/launch.hpp"

namespace affetto {

/// A file in memory, without a name in any folder. It ends with the last process that holds it.
class MemoryFile {
public:
    /// Throws Error where the system has no memory for it.
    MemoryFile();
    explicit MemoryFile(int descriptor) : fd_(descriptor) {}
    ~MemoryFile();
    MemoryFile(MemoryFile&& other) noexcept;
    MemoryFile& operator=(MemoryFile&&) = delete;

    int descriptor() const { return fd_; }
    /// By which any process of this user opens it while this process holds it.
    Path path() const;

private:
    int fd_ = -1;
};

/// The file in which the ranks of a place on one machine meet. Rank 0 makes it and hands it to the
/// others over a socket of this machine that has the place's port as its name: nothing is opened to
/// a network, and nobody but this user is answered. Rank 0 waits until all have it. Throws LostRank
/// naming those that did not come in time, or where rank 0 cannot be reached; Interrupted.
MemoryFile meet_on_this_machine(const Place& place, std::chrono::milliseconds timeout);

}  // namespace affetto
