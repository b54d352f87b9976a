#include "affetto/core/crc32c.hpp"

#include <array>

namespace affetto {
namespace {

constexpr std::array<std::uint32_t, 256> make_table() {
    constexpr std::uint32_t kPolynomial = 0x82f63b78;
    std::array<std::uint32_t, 256> table{};
    for (std::uint32_t byte = 0; byte < table.size(); ++byte) {
        std::uint32_t rest = byte;
        for (int bit = 0; bit < 8; ++bit) rest = rest >> 1 ^ (rest & 1 ? kPolynomial : 0);
        table[byte] = rest;
    }
    return table;
}

constexpr std::array<std::uint32_t, 256> kTable = make_table();

}  // namespace

std::uint32_t crc32c(std::span<const std::byte> bytes) {
    std::uint32_t rest = ~0U;
    for (const std::byte b : bytes)
        rest = rest >> 8 ^ kTable[(rest ^ std::to_integer<std::uint32_t>(b)) & 0xff];
    return ~rest;
}

}  // namespace affetto
