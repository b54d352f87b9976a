#include "affetto/features/stft.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <stdexcept>
#include <vector>

#include "affetto/core/error.hpp"
#include "affetto/features/spectral_loops.hpp"
#include "affetto/tensor/tensor_file.hpp"

namespace affetto {
namespace {

constexpr int kLargestWindow = 1 << 16;

at::Tensor hann_window(int n_fft) {
    const at::Tensor n = at::arange(n_fft, at::kDouble);
    return (0.5 - 0.5 * at::cos(n * (2 * std::numbers::pi / n_fft))).to(at::kFloat);
}

}  // namespace

void validate(const StftConfig& c) {
    if (c.n_fft < 4 || c.n_fft > kLargestWindow || c.n_fft % 2 != 0)
        throw ConfigError("features.stft.n_fft: must be even and lie in [4, " +
                          std::to_string(kLargestWindow) + "], got " + std::to_string(c.n_fft));
    if (c.hop_length < 1 || c.hop_length > c.n_fft / 2)
        throw ConfigError("features.stft.hop_length: must lie in [1, n_fft / 2 = " +
                          std::to_string(c.n_fft / 2) + "], got " + std::to_string(c.hop_length));
    if (c.padding != "reflect" && c.padding != "zeros")
        throw ConfigError("features.stft.padding: must be reflect or zeros, got '" + c.padding +
                          "'");
}

Stft::Stft(const StftConfig& config) : config_(config) {
    validate(config);
    window_ = hann_window(config.n_fft);
}

void Stft::require_length(std::int64_t samples) const {
    const std::int64_t shortest = config_.padding == "reflect" ? config_.n_fft / 2 + 1 : 1;
    if (samples < shortest)
        throw DataError("a sound of " + std::to_string(samples) +
                        " samples is too short for n_fft " + std::to_string(config_.n_fft) +
                        ": at least " + std::to_string(shortest) +
                        " are needed; use longer clips or a smaller n_fft");
}

at::Tensor Stft::forward(const at::Tensor& samples) const {
    const at::Tensor batch = as_batch(samples, 1, "stft: samples");
    const at::Tensor spectra =
        at::empty({batch.size(0), frames(batch.size(1)), bins()}, at::kComplexFloat);
    for (std::int64_t b = 0; b < batch.size(0); ++b)
        each_block(batch[b], [&](std::int64_t first, const at::Tensor& block) {
            spectra[b].narrow(0, first, block.size(0)).copy_(block);
        });
    return samples.dim() == 1 ? spectra[0] : spectra;
}

at::Tensor Stft::magnitude(const at::Tensor& samples) const { return forward(samples).abs(); }

at::Tensor Stft::inverse(const at::Tensor& spectrum, std::int64_t samples) const {
    if (!spectrum.is_complex() || (spectrum.dim() != 2 && spectrum.dim() != 3) ||
        spectrum.size(-1) != bins() || samples < 1 || spectrum.size(-2) != frames(samples))
        throw std::invalid_argument(
            "stft: the inverse to " + std::to_string(samples) +
            " samples needs a complex spectrum [..., " + std::to_string(frames(samples)) + ", " +
            std::to_string(bins()) + "], got " + shape_text(spectrum.sizes()));
    const at::Tensor batch = (spectrum.dim() == 2 ? spectrum.unsqueeze(0) : spectrum)
                                 .detach()
                                 .to(at::kCPU, at::kComplexFloat);
    const at::Tensor weights = synthesis_weights(batch.size(1));
    const at::Tensor padded = at::empty({samples + config_.n_fft}, at::kFloat);
    const at::Tensor sounds = at::empty({batch.size(0), samples}, at::kFloat);
    for (std::int64_t b = 0; b < batch.size(0); ++b) {
        synthesise(batch[b], weights, padded);
        sounds[b].copy_(padded.narrow(0, config_.n_fft / 2, samples));
    }
    return spectrum.dim() == 2 ? sounds[0] : sounds;
}

void Stft::each_block(const at::Tensor& samples, const UseBlock& use) const {
    const std::int64_t length = samples.size(0), half = config_.n_fft / 2;
    require_length(length);
    const at::Tensor padded = at::empty({length + config_.n_fft}, at::kFloat);
    padded.narrow(0, half, length).copy_(samples);
    pad(padded);
    transform(padded, frames(length), use);
}

void Stft::pad(const at::Tensor& padded) const {
    const std::int64_t half = config_.n_fft / 2, length = padded.size(0) - config_.n_fft;
    float* const x = padded.data_ptr<float>() + half;
    const bool reflect = config_.padding == "reflect";
    for (std::int64_t i = 1; i <= half; ++i) {
        x[-i] = reflect ? x[i] : 0.0f;
        x[length - 1 + i] = reflect ? x[length - 1 - i] : 0.0f;
    }
}

void Stft::transform(const at::Tensor& padded, std::int64_t frames, const UseBlock& use) const {
    const std::int64_t n_fft = config_.n_fft, hop = config_.hop_length;
    at::Tensor windowed = at::empty({std::min(frames, kBlock), n_fft}, at::kFloat);
    for (std::int64_t first = 0; first < frames; first += kBlock) {
        const std::int64_t n = std::min(kBlock, frames - first);
        at::Tensor block = windowed.narrow(0, 0, n);
        at::mul_out(block, padded.as_strided({n, n_fft}, {hop, 1}, first * hop), window_);
        use(first, at::fft_rfft(block).contiguous());
    }
}

void Stft::synthesise(const at::Tensor& spectrum, const at::Tensor& weights,
                      const at::Tensor& padded) const {
    const std::int64_t n_fft = config_.n_fft, hop = config_.hop_length, frames = spectrum.size(0);
    float* const out = padded.data_ptr<float>();
    std::fill_n(out, padded.numel(), 0.0f);
    for (std::int64_t first = 0; first < frames; first += kBlock) {
        const std::int64_t n = std::min(kBlock, frames - first);
        const at::Tensor block = at::fft_irfft(spectrum.narrow(0, first, n), n_fft).contiguous();
        overlap_add(block.data_ptr<float>(), n, n_fft, hop, window_.data_ptr<float>(),
                    out + first * hop);
    }
    at::Tensor reached = padded.narrow(0, 0, weights.numel());
    reached.mul_(weights);
}

at::Tensor Stft::synthesis_weights(std::int64_t frames) const {
    const std::int64_t n_fft = config_.n_fft, hop = config_.hop_length;
    const at::Tensor sum = at::zeros({(frames - 1) * hop + n_fft}, at::kFloat);
    const at::Tensor ones = at::ones({n_fft}, at::kFloat) * window_;
    for (std::int64_t t = 0; t < frames; ++t)
        overlap_add(ones.data_ptr<float>(), 1, n_fft, hop, window_.data_ptr<float>(),
                    sum.data_ptr<float>() + t * hop);
    // Samples that no window reaches lie in the padding alone; they become 0.
    return at::where(sum > 1e-8, sum.reciprocal(), at::zeros_like(sum));
}

at::Tensor as_batch(const at::Tensor& x, std::int64_t dims, const char* what) {
    if (x.dim() != dims && x.dim() != dims + 1)
        throw std::invalid_argument(std::string(what) + ": expected " + std::to_string(dims) +
                                    " or " + std::to_string(dims + 1) + " dimensions, got " +
                                    shape_text(x.sizes()));
    const at::Tensor batch = x.dim() == dims ? x.unsqueeze(0) : x;
    return batch.detach().to(at::kCPU, at::kFloat).contiguous();
}

}  // namespace affetto
