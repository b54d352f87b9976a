#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "affetto/core/file.hpp"

namespace affetto {

/// A picture of `width` times `height` pixels, row by row from the top, each an index of the
/// palette of heat_colour(): the bytes of a PNG file. Throws std::invalid_argument where the sizes
/// do not fit, Error where libpng fails.
Bytes encode_png(std::span<const std::uint8_t> pixels, std::size_t width, std::size_t height);

struct Rgb {
    std::uint8_t red = 0, green = 0, blue = 0;
};
/// From dark blue by green to light yellow, rising evenly in lightness, so that it reads in grey
/// too: `share` in [0, 1].
Rgb heat_colour(double share);

}  // namespace affetto
