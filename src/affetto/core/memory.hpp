#pragma once

#include <cstdint>
#include <optional>

namespace affetto {

// The memory of this process and of the machine, in bytes, as Linux counts it.

/// In use now.
std::uint64_t resident_memory();
/// The most that was in use since the process began, or since reset_peak_memory().
std::uint64_t peak_memory();
/// peak_memory() counts anew from here. Where the system does not allow it, peaks only grow.
void reset_peak_memory();
/// Gives back to the system what was freed but is kept for later.
void release_free_memory();
/// What this process may still take: what the machine has free without swapping, or what the limit
/// of its control group leaves where that is less. nullopt where the system does not say.
std::optional<std::uint64_t> available_memory();

}  // namespace affetto
