#pragma once

#include <span>

#include "affetto/core/audio_buffer.hpp"

namespace affetto {

/// Interleaved frames to one channel: the mean of all channels, so that no sample grows beyond the
/// largest of its frame (and sound that is the same on all sides keeps its level). `mono` takes one
/// sample a frame and may be the beginning of `interleaved` itself. Throws std::invalid_argument
/// for sizes that do not fit.
void mix_to_mono(std::span<const float> interleaved, int channels, std::span<float> mono);

AudioBuffer mix_to_mono(const AudioBuffer& sound);

/// One channel (0: left) of a sound. Throws std::invalid_argument for a channel that is not there.
AudioBuffer channel_of(const AudioBuffer& sound, int channel);

}  // namespace affetto
