#pragma once

#include "affetto/core/file.hpp"
#include "affetto/midi/score.hpp"

namespace affetto {

/// The beginning of a score as a small MP3 for a player in a page: one channel at 32 kHz, about 12
/// kB a second, faded out where it is cut after `max_seconds`. The whole piece is brought to
/// kListeningLufs first. Throws as Renderer and encode_sound do.
Bytes player_sound(const Score& score, double max_seconds);

/// The same without that gain, so that pieces keep their levels among each other: for listening
/// studies, where loudness is part of the emotion that is rated.
Bytes player_sound_as_rendered(const Score& score, double max_seconds);

/// The same of the beginning of a sound file. Throws as read_mono does.
Bytes player_of_recording(const Path& file, double max_seconds);

}  // namespace affetto
