#pragma once

#include "affetto/codec/codec_config.hpp"
#include "affetto/codec/codec_weights.hpp"
#include "affetto/codec/quantizer.hpp"
#include "affetto/codec/row_network.hpp"
#include "affetto/tensor/torch.hpp"

namespace affetto {

struct CodecOptions {
    /// Of encoder and decoder: all convolutions but those with an odd number of input channels, and
    /// the LSTM. Everything else, the quantizer too, stays in float32.
    Precision precision = Precision::float32;
};

/// EnCodec (Defossez et al. 2022) for inference on the CPU: sound to continuous
/// latents, latents to codes, and the way back. Immutable: many threads may use one. Tensors are
/// float32 on the CPU and need not be contiguous; codes are int64. D is hidden_size, K counts
/// codebooks.
///
/// These functions take a clip, or a segment, as a whole. For models with segments, see
/// codec/codec_clip.hpp; for long sound, codec/codec_stream.hpp.
class Codec {
public:
    /// `weights` as a file holds them; `where` names it in messages. Throws ConfigError (validate),
    /// CheckpointError (codec_weights), and UsageError for bfloat16 where the processor has none.
    Codec(const CodecConfig& config, WeightTensors weights, std::string_view where,
          const CodecOptions& options = {});

    const CodecConfig& config() const { return config_; }
    const RowNetwork& encoder() const { return encoder_; }
    const RowNetwork& decoder() const { return decoder_; }
    const ResidualQuantizer& quantizer() const { return quantizer_; }

    /// Sound [B, audio_channels, S] to latents [B, D, frames_of(S)]. S may not be 0.
    at::Tensor encode(const at::Tensor& sound) const;
    /// Latents [B, D, T] to codes [K, B, T] of the first K codebooks, each below codebook_size.
    at::Tensor quantize(const at::Tensor& latents, int codebooks) const;
    /// Codes [K, B, T] to the sums of their code vectors [B, D, T]. Throws std::invalid_argument
    /// for a code that is not in its codebook.
    at::Tensor dequantize(const at::Tensor& codes) const;
    /// Latents [B, D, T], as they are or dequantized, to sound [B, audio_channels, T * hop_length].
    at::Tensor decode(const at::Tensor& latents) const;

    // All throw std::invalid_argument for tensors of another shape or kind, naming it.

private:
    Codec(const CodecConfig& config, const WeightTensors& weights, Precision precision);

    CodecConfig config_;
    RowNetwork encoder_, decoder_;
    ResidualQuantizer quantizer_;
};

}  // namespace affetto
