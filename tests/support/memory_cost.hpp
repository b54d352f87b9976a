#pragma once

#include <cstdint>
#include <functional>

#include "affetto/core/memory.hpp"

namespace affetto::test {

/// What `work` takes at most beyond what is in use before it, in bytes; 0 where the system does not
/// say. In a process with a sanitizer it means little.
inline std::uint64_t memory_cost(const std::function<void()>& work) {
    release_free_memory();
    reset_peak_memory();
    const std::uint64_t before = resident_memory();
    work();
    const std::uint64_t most = peak_memory();
    return most > before ? most - before : 0;
}

}  // namespace affetto::test
