#pragma once

#include <functional>
#include <span>

#include "affetto/audio/resampler.hpp"
#include "affetto/audio/sound_reader.hpp"

namespace affetto {

/// How a sound is brought to the form that features are taken from.
struct MonoOptions {
    SoundLimits limits{};
    SoundWindow window{};  ///< of the file's own time; resampled on its own
    ResampleQuality quality = ResampleQuality::high;
    bool accept_incomplete = false;
};

/// The sound mixed to one channel (mix_to_mono) at `sample_rate_hz`, block by block in constant
/// memory; `visit` gets each block once, valid during the call. Exactly
/// resampled_frames(frames of the window) samples in all. Returns what the file says of itself.
/// Throws as SoundReader does, and DataError where the window begins at or after the end.
SoundInfo read_mono_blocks(const Path& path, int sample_rate_hz, const MonoOptions& options,
                           const std::function<void(std::span<const float>)>& visit);

/// The same in memory: one channel at `sample_rate_hz`. Throws DataError too where that takes more
/// than `limits.max_buffered_samples`.
AudioBuffer read_mono(const Path& path, int sample_rate_hz, const MonoOptions& options = {});
AudioBuffer read_mono(const Path& path, int sample_rate_hz, const SoundLimits& limits,
                      const SoundWindow& window = {});

}  // namespace affetto
