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

/// What ulimit -v allows this process in all; nullopt where it is not limited.
std::optional<std::uint64_t> address_space_limit();
/// What of that is left.
std::optional<std::uint64_t> address_space_left();

/// What a parser may take for the values that it makes of a file of so many bytes: 15 times its
/// size and 32 MB. With the file itself that stays within 16 times its size and 64 MB, so that no
/// small file can take much memory. What music and its annotations consist of takes 2 to 12 times.
std::uint64_t parse_memory_limit(std::uint64_t file_bytes);
/// What a text of so many characters takes beyond a std::string itself: nothing where it is short.
std::size_t text_memory(std::size_t characters);

}  // namespace affetto
