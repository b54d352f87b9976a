#include "affetto/features/phase_start.hpp"

#include <cmath>
#include <numbers>
#include <vector>

#include "affetto/tensor/random_tensors.hpp"

namespace affetto {
namespace {

constexpr double kPi = std::numbers::pi;

/// Where between bins the peak at `k` lies, in [-0.5, 0.5].
double peak_offset(const float* magnitude, std::int64_t k) {
    const double left = magnitude[k - 1], centre = magnitude[k], right = magnitude[k + 1];
    return 0.5 * (left - right) / (left - 2 * centre + right);
}

/// The phases of one frame from those of the frame before.
void advance(const float* magnitude, const StftConfig& config, std::vector<double>& phase) {
    const auto bins = static_cast<std::int64_t>(phase.size());
    const double turn = 2 * kPi * config.hop_length / config.n_fft;  // of bin 1 in one hop
    const std::vector<double> before = phase;
    const auto at = [](std::int64_t k) { return static_cast<std::size_t>(k); };
    for (std::int64_t k = 0; k < bins; ++k) phase[at(k)] += turn * static_cast<double>(k);
    for (std::int64_t k = 1; k + 1 < bins; ++k) {
        if (!(magnitude[k] > magnitude[k - 1] && magnitude[k] >= magnitude[k + 1])) continue;
        const double offset = peak_offset(magnitude, k);
        const double peak = before[at(k)] + turn * (static_cast<double>(k) + offset);
        phase[at(k)] = peak;
        // Within the main lobe, four bins wide, neighbours lie half a turn apart; beyond it the
        // side lobes change sign from bin to bin, so that the phase stays.
        for (const int side : {-1, 1}) {
            const bool towards = side * offset > 0;  // two bins of the main lobe on this side
            for (std::int64_t i = k + side; i >= 0 && i < bins; i += side) {
                if (magnitude[i] >= magnitude[i - side]) break;
                const bool shifted = !towards || i == k + side;
                phase[at(i)] = shifted ? peak + kPi : peak;
            }
        }
    }
    for (double& p : phase) p = std::remainder(p, 2 * kPi);
}

at::Tensor with_phase(const at::Tensor& magnitude, const at::Tensor& phase) {
    return at::polar(magnitude.to(at::kCPU, at::kFloat), phase);
}

}  // namespace

at::Tensor random_phases(const at::Tensor& magnitude, at::Generator& rng) {
    return with_phase(magnitude, uniform(magnitude.sizes(), kPi, rng));
}

at::Tensor single_pass_phases(const at::Tensor& magnitude, const StftConfig& config) {
    const at::Tensor batch = as_batch(magnitude, 2, "phase start: magnitudes");
    const at::Tensor phases = at::empty_like(batch);
    const std::int64_t frames = batch.size(1), bins = batch.size(2);
    for (std::int64_t b = 0; b < batch.size(0); ++b) {
        std::vector<double> phase(static_cast<std::size_t>(bins));
        for (std::int64_t t = 0; t < frames; ++t) {
            const std::int64_t row = (b * frames + t) * bins;
            advance(batch.data_ptr<float>() + row, config, phase);
            float* const out = phases.data_ptr<float>() + row;
            for (std::int64_t k = 0; k < bins; ++k)
                out[k] = static_cast<float>(phase[static_cast<std::size_t>(k)]);
        }
    }
    return with_phase(magnitude, phases.view(magnitude.sizes()));
}

}  // namespace affetto
