#pragma once

#include "affetto/codec/codec_config.hpp"
#include "affetto/tensor/tensor_file.hpp"

namespace affetto {

/// Gives a codec's first weights (codec_first_weights.hpp) a linear transform to begin from: sound
/// in blocks of hop_length samples, and of each block the hidden_size principal components of
/// `sound` [B, audio_channels, S], which are the latents; the decoder puts them together again. It
/// runs through the first channels of every convolution, at an amplitude at which ELU is nearly the
/// identity; LSTMs begin silent; the other channels keep what they were drawn as and are not heard
/// yet. What takes thousands of steps otherwise, a waveform with a signal-to-noise ratio of some
/// 15 dB before quantization, is there before the first.
///
/// Networks with a norm over time (time_group_norm) are left as they are: it would undo the
/// amplitude.
void start_linear(NamedTensors& weights, const CodecConfig& config, const at::Tensor& sound);

}  // namespace affetto
