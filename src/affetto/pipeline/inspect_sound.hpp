#pragma once

#include "affetto/core/file.hpp"
#include "affetto/core/json.hpp"

namespace affetto {

/// A sound file: `format`, `seconds` and `frames` (null where the file does not say), `sample_rate`
/// in Hz, `channels`, `bytes`, and what was measured in the beginning of it, so that the answer
/// comes at once: `measured_seconds` (at most 5), `loudness_lufs` (null where that is too soft or
/// too short), `level_db` (root mean square), `peak` and `true_peak` (1 is full scale). Throws
/// DataError where the file is broken there, or outside the limits of SoundReader.
Json inspect_sound(const Path& path);

}  // namespace affetto
