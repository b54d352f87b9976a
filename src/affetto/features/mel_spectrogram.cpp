#include "affetto/features/mel_spectrogram.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "affetto/core/error.hpp"
#include "affetto/core/text.hpp"

namespace affetto {
namespace {

constexpr double kSmallestPower = 1e-10;  // of db
constexpr double kPowerOffset = 1e-6;     // of ln

}  // namespace

void validate(const MelConfig& c) {
    validate(c.stft);
    if (c.log != "db" && c.log != "ln")
        throw ConfigError("features.mel.log: must be db or ln, got '" + c.log + "'");
    if (c.top_db && (c.log != "db" || !(*c.top_db > 0)))
        throw ConfigError("features.mel.top_db: must be above 0, and needs log db, got " +
                          format_number(*c.top_db) + " with log " + c.log);
}

MelSpectrogram::MelSpectrogram(const MelConfig& config)
    : config_((validate(config), config)),
      stft_(config.stft),
      filterbank_(mel_filterbank(config.bands, config.sample_rate_hz, config.stft.n_fft)),
      bands_(banded(filterbank_)) {}

at::Tensor MelSpectrogram::power(const at::Tensor& samples) const {
    const at::Tensor batch = as_batch(samples, 1, "mel spectrogram: samples");
    const std::int64_t bins = stft_.bins(), mels = bands_.rows();
    const at::Tensor out =
        at::empty({batch.size(0), stft_.frames(batch.size(1)), mels}, at::kFloat);
    std::vector<float> power(static_cast<std::size_t>(bins * kTile));
    std::vector<float> mel(static_cast<std::size_t>(mels * kTile));
    for (std::int64_t b = 0; b < batch.size(0); ++b) {
        float* const rows = out[b].data_ptr<float>();
        stft_.each_block(batch[b], [&](std::int64_t first, const at::Tensor& block) {
            const at::Tensor pairs = at::view_as_real(block);
            for (std::int64_t t = 0; t < block.size(0); t += kTile) {
                const std::int64_t n = std::min(kTile, block.size(0) - t);
                power_tile(pairs.data_ptr<float>() + 2 * t * bins, n, bins, power.data());
                bands_.multiply(power.data(), mel.data());
                tile_to_rows(mel.data(), n, mels, rows + (first + t) * mels);
            }
        });
    }
    return samples.dim() == 1 ? out[0] : out;
}

at::Tensor MelSpectrogram::log_power(const at::Tensor& samples) const {
    return log_of_power(power(samples), config_);
}

at::Tensor log_of_power(const at::Tensor& power, const MelConfig& config) {
    if (config.log == "ln") return (power + kPowerOffset).log_();
    at::Tensor db = power.clamp_min(kSmallestPower).log10_().mul_(10);
    if (config.top_db) db = at::maximum(db, at::amax(db, {-2, -1}, true) - *config.top_db);
    return db;
}

at::Tensor power_of_log(const at::Tensor& log_power, const MelConfig& config) {
    if (config.log == "ln") return (at::exp(log_power) - kPowerOffset).clamp_min_(0);
    return at::exp(log_power * (std::log(10.0) / 10));
}

}  // namespace affetto
