#include "affetto/codec/crc32.hpp"

#include <array>

#include "affetto/codec/little_endian.hpp"

namespace affetto {
namespace {

/// Table k holds the checksum of a byte followed by k zero bytes, so that eight bytes go at once.
using CrcTables = std::array<std::array<std::uint32_t, 256>, 8>;

constexpr CrcTables crc_tables() {
    CrcTables tables{};
    for (std::uint32_t i = 0; i < 256; ++i) {
        std::uint32_t crc = i;
        for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1) ^ ((crc & 1) != 0 ? 0xedb88320 : 0);
        tables[0][i] = crc;
    }
    for (std::size_t k = 1; k < tables.size(); ++k)
        for (std::size_t i = 0; i < 256; ++i)
            tables[k][i] = (tables[k - 1][i] >> 8) ^ tables[0][tables[k - 1][i] & 0xff];
    return tables;
}

constexpr CrcTables kCrcTables = crc_tables();

}  // namespace

std::uint32_t crc32(std::span<const std::byte> bytes) {
    std::uint32_t crc = 0xffffffff;
    std::size_t at = 0;
    for (; bytes.size() - at >= 8; at += 8) {
        const auto next = read_little_endian<std::uint64_t>(bytes, at) ^ crc;
        crc = 0;
        for (std::size_t k = 0; k < 8; ++k) crc ^= kCrcTables[7 - k][next >> (8 * k) & 0xff];
    }
    for (; at < bytes.size(); ++at)
        crc = (crc >> 8) ^ kCrcTables[0][(crc ^ std::to_integer<std::uint32_t>(bytes[at])) & 0xff];
    return ~crc;
}

}  // namespace affetto
