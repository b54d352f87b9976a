#include "affetto/rendering/soundfont.hpp"

#include <array>
#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <string_view>

#include "affetto/core/error.hpp"

namespace affetto {
namespace {

constexpr std::array kPlaces = {
    "/usr/share/sounds/sf2/FluidR3_GM.sf2",  // Debian, Ubuntu: fluid-soundfont-gm
    "/usr/share/sounds/sf2/default-GM.sf2",  // whichever package provides sf2-soundfont-gm
    "/usr/share/sounds/sf3/default-GM.sf3",
    "/usr/share/sounds/sf2/TimGM6mb.sf2",    // Debian, Ubuntu: timgm6mb-soundfont
    "/usr/share/soundfonts/FluidR3_GM.sf2",  // Fedora, Arch
    "/usr/share/soundfonts/default.sf2",
};

constexpr const char* kAdvice =
    "install the package fluid-soundfont-gm (or timgm6mb-soundfont, which is small), or set "
    "AFFETTO_SOUNDFONT to an .sf2 file";

bool is_file(const Path& path) {
    std::error_code ignored;
    return std::filesystem::is_regular_file(path, ignored);
}

/// A soundfont is a RIFF file of the form sfbk that is as long as it says.
bool is_soundfont(const Path& path) {
    std::array<unsigned char, 12> head{};
    std::ifstream(path, std::ios::binary).read(reinterpret_cast<char*>(head.data()), head.size());
    const std::string_view text(reinterpret_cast<const char*>(head.data()), head.size());
    std::uintmax_t size = 8;
    for (std::size_t i = 0; i < 4; ++i) size += std::uintmax_t{head[4 + i]} << (8 * i);
    std::error_code ignored;
    return text.substr(0, 4) == "RIFF" && text.substr(8) == "sfbk" &&
           std::filesystem::file_size(path, ignored) >= size;
}

Path require(const Path& path, const char* from) {
    if (!is_file(path))
        throw Error(display(path) + ": no such soundfont (from " + from + "); " + kAdvice);
    if (!is_soundfont(path))
        throw Error(display(path) + ": no soundfont, or one that is cut short (from " + from +
                    "); " + kAdvice);
    return path;
}

}  // namespace

Path find_soundfont(const std::string& chosen) {
    if (!chosen.empty()) return require(chosen, "the configuration");
    const char* set = std::getenv("AFFETTO_SOUNDFONT");
    if (set != nullptr && *set != '\0') return require(set, "AFFETTO_SOUNDFONT");
    for (const char* place : kPlaces)
        if (is_file(place) && is_soundfont(place)) return place;
    std::string looked;
    for (const char* place : kPlaces) looked += std::string(looked.empty() ? "" : ", ") + place;
    throw Error(std::string("no General MIDI soundfont found: ") + kAdvice + " (looked for " +
                looked + ")");
}

}  // namespace affetto
