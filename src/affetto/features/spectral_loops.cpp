#include "affetto/features/spectral_loops.hpp"

#include <algorithm>
#include <cmath>

namespace affetto {

void power_tile(const float* spectrum, std::int64_t frames, std::int64_t bins, float* tile) {
    if (frames < kTile) std::fill_n(tile, bins * kTile, 0.0f);
    for (std::int64_t j = 0; j < frames; ++j) {
        const float* const z = spectrum + 2 * j * bins;
        for (std::int64_t k = 0; k < bins; ++k)
            tile[k * kTile + j] = z[2 * k] * z[2 * k] + z[2 * k + 1] * z[2 * k + 1];
    }
}

void rows_to_tile(const float* rows, std::int64_t frames, std::int64_t n, float* tile) {
    if (frames < kTile) std::fill_n(tile, n * kTile, 0.0f);
    for (std::int64_t j = 0; j < frames; ++j)
        for (std::int64_t i = 0; i < n; ++i) tile[i * kTile + j] = rows[j * n + i];
}

void tile_to_rows(const float* tile, std::int64_t frames, std::int64_t n, float* rows) {
    for (std::int64_t j = 0; j < frames; ++j)
        for (std::int64_t i = 0; i < n; ++i) rows[j * n + i] = tile[i * kTile + j];
}

void overlap_add(const float* __restrict frames, std::int64_t n, std::int64_t n_fft,
                 std::int64_t hop, const float* __restrict window, float* __restrict out) {
    for (std::int64_t t = 0; t < n; ++t) {
        const float* const frame = frames + t * n_fft;
        float* const to = out + t * hop;
        for (std::int64_t i = 0; i < n_fft; ++i) to[i] += window[i] * frame[i];
    }
}

void accelerated_phase(const float* __restrict rebuilt, const float* __restrict magnitude,
                       float ratio, std::int64_t n, float* __restrict previous,
                       float* __restrict spectrum) {
    constexpr float kTiny = 1e-30f;  // of a squared magnitude; keeps 0 / 0 away
    for (std::int64_t k = 0; k < n; ++k) {
        const float real = rebuilt[2 * k] - ratio * previous[2 * k];
        const float imaginary = rebuilt[2 * k + 1] - ratio * previous[2 * k + 1];
        const float scale =
            magnitude[k] / std::sqrt(std::max(real * real + imaginary * imaginary, kTiny));
        previous[2 * k] = rebuilt[2 * k];
        previous[2 * k + 1] = rebuilt[2 * k + 1];
        spectrum[2 * k] = real * scale;
        spectrum[2 * k + 1] = imaginary * scale;
    }
}

void divide_tile(const float* __restrict target, std::int64_t n, float* __restrict fit) {
    constexpr float kTiny = 1e-20f;  // keeps 0 / 0 of silent bands away
    for (std::int64_t i = 0; i < n * kTile; ++i) fit[i] = target[i] / std::max(fit[i], kTiny);
}

void scale_tile(const float* __restrict factor, const float* __restrict weight, std::int64_t n,
                float* __restrict x) {
    for (std::int64_t row = 0; row < n; ++row)
        for (std::int64_t j = 0; j < kTile; ++j)
            x[row * kTile + j] *= factor[row * kTile + j] * weight[row];
}

void descend_tile(const float* __restrict gradient, float step, float momentum, std::int64_t n,
                  float* __restrict ahead, float* __restrict x) {
    for (std::int64_t i = 0; i < n * kTile; ++i) {
        const float next = std::max(ahead[i] - step * gradient[i], 0.0f);
        ahead[i] = next + momentum * (next - x[i]);
        x[i] = next;
    }
}

}  // namespace affetto
