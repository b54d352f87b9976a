#pragma once

#include <vector>

#include "affetto/codec/codec_layout.hpp"
#include "affetto/codec/weight_tensors.hpp"
#include "affetto/tensor/tensor_file.hpp"
#include "affetto/training/codec_training_config.hpp"
#include "affetto/training/ema_quantizer.hpp"

namespace affetto {

/// Encoder, quantizer and decoder while they learn.
struct LearningCodec {
    /// `rng` draws the first weights; `codec` must outlive this.
    LearningCodec(const CodecConfig& codec, const CodecTrainingConfig& training,
                  at::Generator& rng);

    struct Result {
        at::Tensor sound;       ///< [B, audio_channels, samples]
        at::Tensor commitment;  ///< scalar: EmaQuantizer
    };
    /// `sound` [B, audio_channels, samples] through the first `codebooks`; with 0 of them the
    /// decoder gets the latents as they are. With `rng` the code vectors learn.
    Result forward(const at::Tensor& sound, int codebooks, at::Generator* rng);
    /// [B, hidden_size, frames]
    at::Tensor latents(const at::Tensor& sound) const;

    /// The tensors of `parameters`, in their order.
    std::vector<at::Tensor> parameter_list() const;

    const CodecConfig& config;
    std::vector<LayerLayout> encoder, decoder;
    NamedTensors parameters;  ///< of visit_parameters, without the code vectors
    EmaQuantizer quantizer;

private:
    at::Tensor scale_of(const at::Tensor& sound) const;
};

/// Latents [B, D, frames] as the rows that a quantizer takes, [B frames, D].
at::Tensor rows_of(const at::Tensor& latents);

/// The weights as visit_parameters lists them, code vectors included.
WeightTensors weights_of(const LearningCodec& codec);

}  // namespace affetto
