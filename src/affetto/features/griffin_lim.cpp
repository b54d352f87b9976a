#include "affetto/features/griffin_lim.hpp"

#include "affetto/core/error.hpp"
#include "affetto/core/text.hpp"
#include "affetto/features/spectral_loops.hpp"
#include "affetto/tensor/tensor_file.hpp"

namespace affetto {

void validate(const GriffinLimConfig& c) {
    if (c.iterations < 0)
        throw ConfigError("features.griffin_lim.iterations: must be at least 0, got " +
                          std::to_string(c.iterations));
    if (!(c.momentum >= 0 && c.momentum <= 1))
        throw ConfigError("features.griffin_lim.momentum: must lie in [0, 1], got " +
                          format_number(c.momentum));
}

at::Tensor griffin_lim(const Stft& stft, const at::Tensor& magnitude, const at::Tensor& start,
                       std::int64_t samples, const GriffinLimConfig& config) {
    validate(config);
    const at::Tensor wanted = as_batch(magnitude, 2, "griffin_lim: magnitudes");
    const std::int64_t frames = wanted.size(1), bins = stft.bins(), n_fft = stft.config().n_fft;
    if (samples < 1 || frames != stft.frames(samples) || wanted.size(2) != bins ||
        start.sizes() != magnitude.sizes() || !start.is_complex())
        throw std::invalid_argument(
            "griffin_lim: " + std::to_string(samples) + " samples need magnitudes and a start of " +
            std::to_string(stft.frames(samples)) + " frames and " + std::to_string(bins) +
            " bins, got " + shape_text(magnitude.sizes()) + " and " + shape_text(start.sizes()));
    stft.require_length(samples);
    const auto ratio = static_cast<float>(config.momentum / (1 + config.momentum));
    const at::Tensor weights = stft.synthesis_weights(frames);
    const at::Tensor padded = at::empty({samples + n_fft}, at::kFloat);
    const at::Tensor sounds = at::empty({wanted.size(0), samples}, at::kFloat);
    const at::Tensor spectrum = at::empty({frames, bins}, at::kComplexFloat);
    const at::Tensor previous = at::empty({frames, bins, 2}, at::kFloat);
    float* const values = at::view_as_real(spectrum).data_ptr<float>();
    for (std::int64_t b = 0; b < wanted.size(0); ++b) {
        spectrum.copy_(start.dim() == 2 ? start : start[b]);
        previous.zero_();
        const float* const target = wanted[b].data_ptr<float>();
        for (int i = 0; i < config.iterations; ++i) {
            stft.synthesise(spectrum, weights, padded);
            stft.pad(padded);
            stft.transform(padded, frames, [&](std::int64_t first, const at::Tensor& block) {
                const std::int64_t at = first * bins;
                accelerated_phase(at::view_as_real(block).data_ptr<float>(), target + at, ratio,
                                  block.numel(), previous.data_ptr<float>() + 2 * at,
                                  values + 2 * at);
            });
        }
        stft.synthesise(spectrum, weights, padded);
        sounds[b].copy_(padded.narrow(0, n_fft / 2, samples));
    }
    return magnitude.dim() == 2 ? sounds[0] : sounds;
}

double spectral_convergence(const Stft& stft, const at::Tensor& sound,
                            const at::Tensor& magnitude) {
    const at::Tensor wanted = magnitude.to(at::kDouble);
    const at::Tensor error = stft.magnitude(sound).to(at::kDouble) - wanted;
    return (error.norm() / wanted.norm()).item<double>();
}

}  // namespace affetto
