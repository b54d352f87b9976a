#pragma once

#include "affetto/core/file.hpp"

namespace affetto {

/// Seconds of a sound file, from its header; where that does not say, the sound is read through, in
/// constant memory. Throws as SoundReader does.
double sound_seconds(const Path& path);

}  // namespace affetto
