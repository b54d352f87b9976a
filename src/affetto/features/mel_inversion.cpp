#include "affetto/features/mel_inversion.hpp"

#include <algorithm>
#include <cmath>

#include "affetto/core/error.hpp"

namespace affetto {
namespace {

at::Tensor scaled_rows(const at::Tensor& filterbank, const MelInversionConfig& c) {
    if (c.method != "divergence" && c.method != "least_squares")
        throw ConfigError("features.inversion.method: must be divergence or least_squares, got '" +
                          c.method + "'");
    if (c.iterations < 0)
        throw ConfigError("features.inversion.iterations: must be at least 0, got " +
                          std::to_string(c.iterations));
    const at::Tensor w = filterbank.to(at::kDouble);
    return c.method == "least_squares" ? w / w.norm(2, {1}, true) : w;
}

std::vector<float> to_vector(const at::Tensor& x) {
    const at::Tensor values = x.to(at::kFloat).contiguous();
    return {values.data_ptr<float>(), values.data_ptr<float>() + values.numel()};
}

std::size_t tile_size(std::int64_t n) { return static_cast<std::size_t>(n * kTile); }

}  // namespace

struct MelInversion::Tiles {
    Tiles(std::int64_t bands, std::int64_t bins)
        : target(tile_size(bands)),
          fit(tile_size(bands)),
          x(tile_size(bins)),
          ahead(tile_size(bins)),
          change(tile_size(bins)) {}

    std::vector<float> target, fit;       // [M, kTile] y, W x
    std::vector<float> x, ahead, change;  // [F, kTile] ahead: x moved on by its momentum
    double pace = 1;                      // t of Beck and Teboulle
};

MelInversion::MelInversion(const at::Tensor& filterbank, const MelInversionConfig& config)
    : config_(config),
      bands_(banded(scaled_rows(filterbank, config))),
      spread_(banded(scaled_rows(filterbank, config).t())) {
    const at::Tensor w = scaled_rows(filterbank, config);
    const at::Tensor columns = w.sum(0);
    band_weight_ = to_vector(w.sum(1));
    bin_weight_ = to_vector(at::where(columns > 0, columns.reciprocal(), at::zeros_like(columns)));
    band_scale_ = to_vector(w.sum(1) / filterbank.to(at::kDouble).sum(1));
    // No eigenvalue of W W' lies above its largest row sum.
    step_ = static_cast<float>(1 / at::matmul(w, w.t()).sum(1).max().item<double>());
}

at::Tensor MelInversion::magnitude(const at::Tensor& mel_power) const {
    const at::Tensor batch = as_batch(mel_power, 2, "mel inversion: mel power");
    const std::int64_t frames = batch.size(1), bands = bands_.rows(), bins = bands_.columns();
    if (batch.size(2) != bands)
        throw std::invalid_argument("mel inversion: expected " + std::to_string(bands) +
                                    " bands, got " + std::to_string(batch.size(2)));
    const at::Tensor out = at::empty({batch.size(0), frames, bins}, at::kFloat);
    const std::int64_t rows = batch.size(0) * frames;
    Tiles tiles(bands, bins);
    for (std::int64_t first = 0; first < rows; first += kTile) {
        const std::int64_t n = std::min(kTile, rows - first);
        rows_to_tile(batch.data_ptr<float>() + first * bands, n, bands, tiles.target.data());
        for (std::size_t i = 0; i < tiles.target.size(); ++i) {
            tiles.target[i] = std::max(tiles.target[i], 0.0f) * band_scale_[i / kTile];
            tiles.fit[i] = tiles.target[i] / band_weight_[i / kTile];
        }
        spread_.multiply(tiles.fit.data(), tiles.x.data());
        for (std::size_t i = 0; i < tiles.x.size(); ++i) tiles.x[i] *= bin_weight_[i / kTile];
        tiles.ahead = tiles.x;
        tiles.pace = 1;
        for (int i = 0; i < config_.iterations; ++i)
            config_.method == "divergence" ? divergence_step(tiles) : least_squares_step(tiles);
        tile_to_rows(tiles.x.data(), n, bins, out.data_ptr<float>() + first * bins);
    }
    out.sqrt_();
    return mel_power.dim() == 2 ? out[0] : out;
}

void MelInversion::divergence_step(Tiles& tiles) const {
    bands_.multiply(tiles.x.data(), tiles.fit.data());
    divide_tile(tiles.target.data(), bands_.rows(), tiles.fit.data());
    spread_.multiply(tiles.fit.data(), tiles.change.data());
    scale_tile(tiles.change.data(), bin_weight_.data(), bands_.columns(), tiles.x.data());
}

void MelInversion::least_squares_step(Tiles& tiles) const {
    bands_.multiply(tiles.ahead.data(), tiles.fit.data());
    for (std::size_t i = 0; i < tiles.fit.size(); ++i) tiles.fit[i] -= tiles.target[i];
    spread_.multiply(tiles.fit.data(), tiles.change.data());
    const double pace = (1 + std::sqrt(1 + 4 * tiles.pace * tiles.pace)) / 2;
    const auto momentum = static_cast<float>((tiles.pace - 1) / pace);
    tiles.pace = pace;
    descend_tile(tiles.change.data(), step_, momentum, bands_.columns(), tiles.ahead.data(),
                 tiles.x.data());
}

}  // namespace affetto
