#pragma once

#include <string>

#include "affetto/core/file.hpp"

namespace affetto {

/// The soundfont to play with: `chosen` where that is not empty, else the environment's
/// AFFETTO_SOUNDFONT, else the first of the places where distributions install a General MIDI
/// soundfont. Throws Error saying where was looked and which package has one.
Path find_soundfont(const std::string& chosen = "");

}  // namespace affetto
