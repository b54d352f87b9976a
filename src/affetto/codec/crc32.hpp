#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace affetto {

/// The CRC-32 of zip and PNG (ISO 3309; polynomial 0xedb88320, bits reflected).
std::uint32_t crc32(std::span<const std::byte> bytes);

}  // namespace affetto
