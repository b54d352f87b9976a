#pragma once

#include "affetto/audio/mono_sound.hpp"

namespace affetto {

/// A sound with the rate and the number of channels that its taker needs, block by block in
/// constant memory: one channel is the mix of all (mix_to_mono); more are those of the file,
/// or its single one on every side. `visit` gets each block once, interleaved, valid during the
/// call; resampled_frames(frames of the window) frames in all. `opened` learns what the file says
/// of itself before the first block. Throws as SoundReader does, and DataError where the file
/// has neither one channel nor as many as are needed, or where the window begins at or after its
/// end.
void read_sound_blocks(const Path& path, int sample_rate_hz, int channels,
                       const MonoOptions& options,
                       const std::function<void(const SoundInfo&)>& opened,
                       const std::function<void(std::span<const float>)>& visit);

/// The same in memory. Throws DataError too where that takes more than
/// `limits.max_buffered_samples`.
AudioBuffer read_sound(const Path& path, int sample_rate_hz, int channels,
                       const MonoOptions& options);

}  // namespace affetto
