#include "affetto/codec/quantizer.hpp"

#include <algorithm>

#include "affetto/codec/codec_layout.hpp"
#include "affetto/tensor/threads.hpp"

namespace affetto {
namespace {

constexpr std::int64_t kTiles = 4;  // of rows in a block: scores stay in the second level cache

}  // namespace

ResidualQuantizer::ResidualQuantizer(const CodecConfig& config, const WeightTensors& weights)
    : size_(config.codebook_size), width_(config.hidden_size) {
    for (int k = 0; k < num_codebooks(config); ++k) {
        std::vector<float> vectors = weights.at(codebook_name(k)).values;
        const auto at = [&](std::int64_t i, std::int64_t code) {
            return vectors[static_cast<std::size_t>(code * width_ + i)];
        };
        PackedWeights transposed(width_, size_, at);
        std::vector<float> offsets;
        for (std::int64_t code = 0; code < size_; ++code) {
            double square = 0;
            for (std::int64_t i = 0; i < width_; ++i)
                square += static_cast<double>(at(i, code)) * at(i, code);
            offsets.push_back(static_cast<float>(-square / 2));
        }
        codebooks_.push_back(
            {std::move(vectors), std::move(transposed), packed_bias(std::move(offsets))});
    }
}

void ResidualQuantizer::encode(const float* latents, std::int64_t rows, std::int64_t codebooks,
                               std::int64_t* codes) const {
    const std::int64_t block = kTiles * row_kernels().tile_rows;
    over_threads((rows + block - 1) / block, 1, [&](std::int64_t from, std::int64_t to) {
        for (std::int64_t row = from * block; row < std::min(rows, to * block); row += block)
            encode_block(latents + row * width_, std::min(block, rows - row), rows, codebooks,
                         codes + row);
    });
}

void ResidualQuantizer::encode_block(const float* latents, std::int64_t rows, std::int64_t all_rows,
                                     std::int64_t codebooks, std::int64_t* codes) const {
    static thread_local AlignedFloats residual, scores;
    std::copy_n(latents, rows * width_, residual.at_least(rows * width_));
    scores.at_least(rows * size_);
    for (std::int64_t k = 0; k < codebooks; ++k) {
        const Codebook& codebook = codebooks_[static_cast<std::size_t>(k)];
        // |x - v|^2 is smallest where x . v - |v|^2 / 2 is largest.
        const Product product = codebook.transposed.with(residual.data(), width_);
        row_kernels().multiply({&product, 1, codebook.offsets.data()}, rows, size_, scores.data(),
                               size_);
        std::int64_t* const best = codes + k * all_rows;
        row_kernels().argmax(scores.data(), rows, size_, size_, best);
        for (std::int64_t row = 0; row < rows; ++row) {
            const float* const vector = codebook.vectors.data() + best[row] * width_;
            float* const left = residual.data() + row * width_;
            for (std::int64_t i = 0; i < width_; ++i) left[i] -= vector[i];
        }
    }
}

void ResidualQuantizer::decode(const std::int64_t* codes, std::int64_t rows, std::int64_t codebooks,
                               float* latents) const {
    std::fill_n(latents, rows * width_, 0.0f);
    for (std::int64_t k = 0; k < codebooks; ++k)
        for (std::int64_t row = 0; row < rows; ++row) {
            const float* const vector = codebooks_[static_cast<std::size_t>(k)].vectors.data() +
                                        codes[k * rows + row] * width_;
            float* const sum = latents + row * width_;
            for (std::int64_t i = 0; i < width_; ++i) sum[i] += vector[i];
        }
}

}  // namespace affetto
