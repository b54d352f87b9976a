#pragma once

#include <cstdint>

namespace affetto {

/// The inner loops of the spectral features, on plain memory, compiled for speed. Complex values
/// lie as (real, imaginary) pairs of float32. No argument overlaps another.

/// Frames that are worked on side by side. A tile [N, kTile] holds value n of frame j at
/// [n * kTile + j]: a sum over frequency then runs over kTile frames at once.
inline constexpr std::int64_t kTile = 8;

/// tile[k, j] = |spectrum[j, k]|^2 for `frames` <= kTile rows of `bins` complex values; the tile's
/// other columns become 0.
void power_tile(const float* spectrum, std::int64_t frames, std::int64_t bins, float* tile);

/// tile [n, kTile] = the transpose of rows [frames, n]; other columns become 0. And back.
void rows_to_tile(const float* rows, std::int64_t frames, std::int64_t n, float* tile);
void tile_to_rows(const float* tile, std::int64_t frames, std::int64_t n, float* rows);

/// out[t * hop + i] += window[i] * frames[t, i] for n frames [n, n_fft].
void overlap_add(const float* frames, std::int64_t n, std::int64_t n_fft, std::int64_t hop,
                 const float* window, float* out);

/// One update of the fast Griffin-Lim algorithm for n values: a = rebuilt - ratio * previous,
/// spectrum = magnitude * a / |a| (0 where a is 0), previous = rebuilt.
void accelerated_phase(const float* rebuilt, const float* magnitude, float ratio, std::int64_t n,
                       float* previous, float* spectrum);

/// Steps of the inversion of mel bands (mel_inversion.hpp) on tiles of n rows.
/// fit = target / fit, where fit is not too near 0.
void divide_tile(const float* target, std::int64_t n, float* fit);
/// x = x * factor * weight, a weight a row.
void scale_tile(const float* factor, const float* weight, std::int64_t n, float* x);
/// next = max(ahead - step * gradient, 0); ahead = next + momentum * (next - x); x = next.
void descend_tile(const float* gradient, float step, float momentum, std::int64_t n, float* ahead,
                  float* x);

}  // namespace affetto
