#pragma once

#include <cstddef>
#include <string>

#include "affetto/core/audio_buffer.hpp"
#include "affetto/data/clips.hpp"

namespace affetto {

// How pages show clips of sound: a few of each quadrant, the beginning of each.

inline constexpr std::size_t kShownPerQuadrant = 2;
inline constexpr double kShownSeconds = 10;
inline constexpr int kPlayerRate = 24'000;  ///< at most: with this a page has a few MB of sound

/// A sentence of HTML on which clips a page shows and how much of each.
std::string shown_clips_text();

/// "song_0247_00030000-00040000ms, train: valence -0.38, arousal -0.02 (Q3, dynamic)", and the
/// named emotions where there are some.
std::string label_text(const Clip& clip);

/// The beginning of a clip's file, one channel at `sample_rate_hz`. Throws DataError.
AudioBuffer shown_sound(const Path& file, int sample_rate_hz);

/// An audio element with this sound inside, losslessly.
std::string player(const AudioBuffer& sound);

}  // namespace affetto
