#pragma once

#include <cstddef>
#include <span>

namespace affetto {

/// Whether these bytes begin a MIDI file wrapped in a RIFF file, as Windows once wrote them (.rmi).
/// The first twelve suffice.
bool is_rmid(std::span<const std::byte> bytes);

/// The MIDI file inside.
struct RmidContent {
    std::span<const std::byte> midi;
    std::size_t offset = 0;  ///< of its first byte in the RIFF file
};

/// Throws MidiFault where there is none or a chunk claims more than there is.
RmidContent rmid_content(std::span<const std::byte> file);

}  // namespace affetto
