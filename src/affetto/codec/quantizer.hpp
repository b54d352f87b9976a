#pragma once

#include <cstdint>
#include <vector>

#include "affetto/codec/codec_weights.hpp"
#include "affetto/tensor/packed_weights.hpp"

namespace affetto {

/// Residual vector quantization (Zeghidour et al. 2021, "SoundStream", section III-C): each
/// codebook describes what the ones before it left over, by its nearest vector in Euclidean
/// distance; of equally near ones the first.
class ResidualQuantizer {
public:
    ResidualQuantizer(const CodecConfig& config, const WeightTensors& weights);

    /// Codes of the first `codebooks` codebooks for each row of `latents` [rows, hidden_size]:
    /// codes[k * rows + r].
    void encode(const float* latents, std::int64_t rows, std::int64_t codebooks,
                std::int64_t* codes) const;
    /// Sums of code vectors, added in the order of the codebooks: [rows, hidden_size]. Codes must
    /// lie below codebook_size.
    void decode(const std::int64_t* codes, std::int64_t rows, std::int64_t codebooks,
                float* latents) const;

private:
    struct Codebook {
        std::vector<float> vectors;  ///< [codebook_size, hidden_size]
        PackedWeights transposed;
        std::vector<float> offsets;  ///< -|vector|^2 / 2
    };
    void encode_block(const float* latents, std::int64_t rows, std::int64_t all_rows,
                      std::int64_t codebooks, std::int64_t* codes) const;

    std::int64_t size_, width_;
    std::vector<Codebook> codebooks_;
};

}  // namespace affetto
