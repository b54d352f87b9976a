#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace affetto {

/// CRC-32C (RFC 3720, section 12.1; polynomial 0x82f63b78, bits reflected).
std::uint32_t crc32c(std::span<const std::byte> bytes);

}  // namespace affetto
