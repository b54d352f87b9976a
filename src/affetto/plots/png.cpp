#include "affetto/plots/png.hpp"

#include <png.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <stdexcept>
#include <string>
#include <vector>

#include "affetto/core/error.hpp"

namespace affetto {
namespace {

constexpr int kPalette = 256;

}  // namespace

Rgb heat_colour(double share) {
    // Stations of equal steps in lightness (CIE L* 15 to 95); between them straight lines.
    constexpr std::array<std::array<double, 3>, 6> kStations = {{{0.16, 0.05, 0.33},
                                                                 {0.20, 0.25, 0.55},
                                                                 {0.13, 0.45, 0.56},
                                                                 {0.16, 0.64, 0.47},
                                                                 {0.55, 0.80, 0.30},
                                                                 {0.98, 0.93, 0.25}}};
    const double place = std::clamp(share, 0.0, 1.0) * (kStations.size() - 1);
    const auto low = std::min<std::size_t>(static_cast<std::size_t>(place), kStations.size() - 2);
    const double within = place - static_cast<double>(low);
    std::array<std::uint8_t, 3> mixed{};
    for (std::size_t c = 0; c < 3; ++c)
        mixed[c] = static_cast<std::uint8_t>(std::lround(
            255 * (kStations[low][c] + within * (kStations[low + 1][c] - kStations[low][c]))));
    return {mixed[0], mixed[1], mixed[2]};
}

Bytes encode_png(std::span<const std::uint8_t> pixels, std::size_t width, std::size_t height) {
    if (width == 0 || height == 0 || width > 65'535 || height > 65'535 ||
        pixels.size() != width * height)
        throw std::invalid_argument("encode_png: " + std::to_string(pixels.size()) +
                                    " pixels for " + std::to_string(width) + " x " +
                                    std::to_string(height));
    std::vector<png_color> colours;
    for (int i = 0; i < kPalette; ++i) {
        const Rgb c = heat_colour(static_cast<double>(i) / (kPalette - 1));
        colours.push_back({c.red, c.green, c.blue});
    }
    png_image image{};
    image.version = PNG_IMAGE_VERSION;
    image.width = static_cast<png_uint_32>(width);
    image.height = static_cast<png_uint_32>(height);
    image.format = PNG_FORMAT_RGB_COLORMAP;
    image.colormap_entries = kPalette;
    png_alloc_size_t size = 0;
    Bytes file;
    if (png_image_write_to_memory(&image, nullptr, &size, 0, pixels.data(), 0, colours.data()) !=
        0) {
        file.resize(size);
        if (png_image_write_to_memory(&image, file.data(), &size, 0, pixels.data(), 0,
                                      colours.data()) != 0) {
            file.resize(size);
            return file;
        }
    }
    throw Error(std::string("a picture cannot be written: ") + image.message);
}

}  // namespace affetto
