#pragma once

#include <cstdint>
#include <vector>

#include "affetto/tensor/random_tensors.hpp"
#include "affetto/tensor/tensor_file.hpp"

namespace affetto {

struct QuantizerSettings {
    double decay = 0.99;      ///< memory of the running means
    double dead_usage = 2.0;  ///< codes that take fewer latents a step are replaced
};

/// A residual vector quantizer that learns: each code vector is the running mean of the latents
/// that chose it (van den Oord et al. 2017, appendix A.1), the first ones are found by k-means, and
/// codes that hardly any latent chooses are replaced by latents of the batch (Dhariwal et al. 2020,
/// section 3.2; Zeghidour et al. 2021, section III-C).
class EmaQuantizer {
public:
    EmaQuantizer(int codebooks, std::int64_t size, std::int64_t width,
                 const QuantizerSettings& settings);

    /// Finds all code vectors by k-means of latents [rows, width], each codebook of what the ones
    /// before it left over.
    void begin(const at::Tensor& latents, at::Generator& rng);
    bool begun() const { return books_.front().begun; }

    struct Result {
        at::Tensor quantized;  ///< [rows, width]; gradients pass as if nothing had happened
        at::Tensor
            commitment;  ///< scalar: mean squared distance to the code vectors, over codebooks
    };
    /// latents [rows, width] through the first `codebooks`. With `rng` the code vectors learn;
    /// where they have not begun, these latents begin them.
    Result forward(const at::Tensor& latents, int codebooks, at::Generator* rng);

    /// The code vectors of one codebook, [size, width].
    const at::Tensor& vectors(int codebook) const {
        return books_[static_cast<std::size_t>(codebook)].vectors;
    }
    /// The share of codes of a codebook that are in use, by the running means.
    double usage(int codebook) const;

    /// Everything that changes, by name, for checkpoints; load() throws CheckpointError.
    NamedTensors state() const;
    void load(const TensorFile& file);

private:
    struct Book {
        at::Tensor vectors;  // [size, width]
        at::Tensor counts;   // [size]: latents a step, running mean
        at::Tensor sums;     // [size, width], running mean
        bool begun = false;
    };
    void begin(Book& book, const at::Tensor& rows, at::Generator& rng) const;
    void learn(Book& book, const at::Tensor& rows, const at::Tensor& codes,
               at::Generator& rng) const;

    QuantizerSettings settings_;
    std::vector<Book> books_;
};

/// The nearest code vector of each row: int64 [rows].
at::Tensor nearest_codes(const at::Tensor& rows, const at::Tensor& vectors);

}  // namespace affetto
