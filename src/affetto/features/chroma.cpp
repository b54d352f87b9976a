#include "affetto/features/chroma.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "affetto/core/error.hpp"
#include "affetto/core/text.hpp"

namespace affetto {
namespace {

void validate(const ChromaConfig& c) {
    if (c.sample_rate_hz < 1)
        throw ConfigError("features.chroma.sample_rate_hz: must be at least 1, got " +
                          std::to_string(c.sample_rate_hz));
    if (!(c.tuning >= -1 && c.tuning <= 1))
        throw ConfigError("features.chroma.tuning: must lie in [-1, 1] semitones, got " +
                          format_number(c.tuning));
    if (!std::isfinite(c.centre_octave))
        throw ConfigError("features.chroma.centre_octave: must be finite");
    if (!(c.octave_width > 0))
        throw ConfigError("features.chroma.octave_width: must be above 0, got " +
                          format_number(c.octave_width));
}

}  // namespace

Chroma::Chroma(const ChromaConfig& config)
    : config_((validate(config), config)),
      stft_(config.stft),
      filterbank_(chroma_filterbank(config).to(at::kFloat)) {}

at::Tensor Chroma::power(const at::Tensor& samples) const {
    const at::Tensor batch = as_batch(samples, 1, "chroma: samples");
    const at::Tensor out =
        at::empty({batch.size(0), stft_.frames(batch.size(1)), kChroma}, at::kFloat);
    for (std::int64_t b = 0; b < batch.size(0); ++b)
        stft_.each_block(batch[b], [&](std::int64_t first, const at::Tensor& block) {
            const at::Tensor power = at::view_as_real(block).square().sum(-1);  // [n, F]
            out[b].narrow(0, first, block.size(0)).copy_(at::matmul(power, filterbank_.t()));
        });
    return samples.dim() == 1 ? out[0] : out;
}

at::Tensor Chroma::forward(const at::Tensor& samples) const {
    const at::Tensor chroma = power(samples);
    const at::Tensor largest = at::amax(chroma, {-1}, true);
    return chroma / largest.clamp_min(std::numeric_limits<float>::min());
}

at::Tensor chroma_filterbank(const ChromaConfig& c) {
    const std::int64_t n_fft = c.stft.n_fft, bins = n_fft / 2 + 1;
    const double a0_hz = 27.5 * std::exp2(c.tuning / kChroma);
    const auto semitones = [&](std::int64_t k) {  // above A0
        const double hz = static_cast<double>(k) * c.sample_rate_hz / static_cast<double>(n_fft);
        return kChroma * std::log2(hz / a0_hz);
    };
    at::Tensor bank = at::zeros({kChroma, bins}, at::kDouble);
    auto weights = bank.accessor<double, 2>();
    for (std::int64_t k = 0; k < bins; ++k) {
        // Bin 0, which has no pitch, stands one and a half octaves below bin 1.
        const double here = k == 0 ? semitones(1) - 1.5 * kChroma : semitones(k);
        const double next = semitones(k + 1);
        const double width = std::max(next - here, 1.0);
        double norm = 0;
        for (std::int64_t pitch = 0; pitch < kChroma; ++pitch) {
            // Counted from A; row 0 is C, three semitones above it.
            const double distance =
                std::remainder(here - static_cast<double>((pitch + 3) % kChroma), kChroma);
            weights[pitch][k] = std::exp(-0.5 * std::pow(2 * distance / width, 2));
            norm += std::pow(weights[pitch][k], 2);
        }
        const double octaves = (here / kChroma - c.centre_octave) / c.octave_width;
        const double scale = std::exp(-0.5 * octaves * octaves) / std::sqrt(norm);
        for (std::int64_t pitch = 0; pitch < kChroma; ++pitch) weights[pitch][k] *= scale;
    }
    return bank;
}

}  // namespace affetto
