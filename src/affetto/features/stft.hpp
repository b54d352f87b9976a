#pragma once

#include <cstdint>
#include <functional>

#include "affetto/features/spectral_config.hpp"
#include "affetto/tensor/torch.hpp"

namespace affetto {

/// Throws ConfigError naming the field, its limits and the value found. hop_length is at most
/// n_fft / 2, so that two windows reach every sample and the transform can be inverted.
void validate(const StftConfig& c);

/// Transforms sounds, float32 on the CPU. F bins, T = 1 + S / hop_length frames, S samples; every
/// function takes one sound [S] or a batch [B, S], whose clips are handled one after another.
class Stft {
public:
    explicit Stft(const StftConfig& config);

    const StftConfig& config() const { return config_; }
    std::int64_t bins() const { return config_.n_fft / 2 + 1; }
    std::int64_t frames(std::int64_t samples) const { return 1 + samples / config_.hop_length; }

    /// Throws DataError for a sound without samples or, with reflect padding, of n_fft / 2 samples
    /// or fewer. What takes samples below throws it too.
    void require_length(std::int64_t samples) const;

    /// complex64 [..., T, F].
    at::Tensor forward(const at::Tensor& samples) const;
    /// |forward|, float32 [..., T, F].
    at::Tensor magnitude(const at::Tensor& samples) const;
    /// The sound [..., samples] whose transform is nearest to `spectrum` [..., T, F]: windowed
    /// overlap-add divided by the sum of the squared windows (Griffin and Lim 1984, equation 6).
    /// Exact where `spectrum` is the transform of a sound. T must be frames(samples).
    at::Tensor inverse(const at::Tensor& spectrum, std::int64_t samples) const;

    /// Hands the frames of one sound [S] on in blocks that stay in the processor's cache: the
    /// number of the first frame, and the block, complex64 [n, F], n <= kBlock.
    static constexpr std::int64_t kBlock = 32;
    using UseBlock = std::function<void(std::int64_t first, const at::Tensor& block)>;
    void each_block(const at::Tensor& samples, const UseBlock& use) const;

    /// The parts of the above, for loops that keep their buffers. `padded` is a sound [S + n_fft]
    /// with n_fft / 2 samples on either side, which pad() fills; transform() and synthesise() go
    /// over all frames of it. synthesise() overwrites `padded`; `weights` is
    /// synthesis_weights(frames), one over the sum of the squared windows, a value a sample.
    void pad(const at::Tensor& padded) const;
    void transform(const at::Tensor& padded, std::int64_t frames, const UseBlock& use) const;
    void synthesise(const at::Tensor& spectrum, const at::Tensor& weights,
                    const at::Tensor& padded) const;
    at::Tensor synthesis_weights(std::int64_t frames) const;

private:
    StftConfig config_;
    at::Tensor window_;  // [n_fft]
};

/// A batch [B, N] of what is [N] or [B, N] (`dims` 1), or [B, T, N] of [T, N] (`dims` 2): float32,
/// on the CPU, contiguous. Throws std::invalid_argument naming `what` for any other shape.
at::Tensor as_batch(const at::Tensor& x, std::int64_t dims, const char* what);

}  // namespace affetto
