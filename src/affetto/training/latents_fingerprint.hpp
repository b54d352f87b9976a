#pragma once

#include <string>

#include "affetto/features/latents_folder.hpp"

namespace affetto {

/// SHA-256 of all of a latents folder that training depends on: representation, window, and each
/// clip's name, split, emotion with its source, spread and names, piece condition and features.
/// Where the folder lies, and what it says of its making, do not count.
std::string fingerprint_of(const LatentSet& set);

}  // namespace affetto
