#pragma once

#include <functional>
#include <vector>

#include "affetto/codec/codec_layout.hpp"
#include "affetto/codec/codec_weights.hpp"
#include "affetto/tensor/tensor_file.hpp"

namespace affetto {

/// SEANet (Tagliasacchi et al. 2020, as in Defossez et al. 2022, section 3.1) in libtorch's
/// functions: differentiable, on any device. For training; Codec (codec/codec.hpp) computes the
/// same on the CPU, faster.

/// Called with each layer's place in the list and its output.
using LayerObserver = std::function<void(std::size_t, const at::Tensor&)>;

/// Runs `layers` (codec/codec_layout.hpp) on x [B, channels, T]. `weights` holds the tensors of
/// visit_parameters. The encoder makes latents [B, hidden_size, frames] of sound
/// [B, audio_channels, samples]; the decoder makes hop_length samples of each frame.
at::Tensor run_seanet(const std::vector<LayerLayout>& layers, const CodecConfig& config,
                      const NamedTensors& weights, at::Tensor x, const LayerObserver& observe = {});

NamedTensors to_tensors(const WeightTensors& weights);

}  // namespace affetto
