#pragma once

#include <concepts>
#include <cstddef>
#include <span>

namespace affetto {

/// The little-endian number at `offset`, which the caller has checked to lie in `bytes`.
template <std::unsigned_integral Number>
Number read_little_endian(std::span<const std::byte> bytes, std::size_t offset) {
    Number value = 0;
    for (std::size_t i = sizeof(Number); i-- > 0;)
        value = static_cast<Number>(value << 8 | std::to_integer<Number>(bytes[offset + i]));
    return value;
}

}  // namespace affetto
