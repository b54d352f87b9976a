#pragma once

#include <cstddef>
#include <string>

#include "affetto/core/audio_buffer.hpp"
#include "affetto/pipeline/shown_clips.hpp"

namespace affetto {

// How pages show clips of sound: a few of each quadrant, the beginning of each.

inline constexpr int kPlayerRate = 24'000;  ///< at most: with this a page has a few MB of sound

/// The beginning of a clip's file, one channel at `sample_rate_hz`. Throws DataError.
AudioBuffer shown_sound(const Path& file, int sample_rate_hz);

/// An audio element with this sound inside, losslessly.
std::string player(const AudioBuffer& sound);

}  // namespace affetto
