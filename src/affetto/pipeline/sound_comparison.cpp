#include "affetto/pipeline/sound_comparison.hpp"

#include <algorithm>
#include <cmath>

#include "affetto/training/codec_training_config.hpp"

namespace affetto {
namespace {

constexpr std::size_t kBlockSeconds = 10;

/// The first samples as [channels, frames].
at::Tensor beginning(std::vector<float>& interleaved, std::size_t samples, int channels) {
    const auto frames = static_cast<std::int64_t>(samples) / channels;
    return at::from_blob(interleaved.data(), {frames, channels}, at::kFloat).t().contiguous();
}

}  // namespace

SoundComparison::SoundComparison(int sample_rate_hz, int channels)
    : channels_(channels),
      block_(kBlockSeconds * static_cast<std::size_t>(sample_rate_hz) *
             static_cast<std::size_t>(channels)),
      spectral_(sample_rate_hz, CodecTrainingConfig{}.mel_windows) {}

void SoundComparison::add_real(std::span<const float> interleaved) {
    real_.insert(real_.end(), interleaved.begin(), interleaved.end());
    compare_whole_blocks();
}

void SoundComparison::add_made(std::span<const float> interleaved) {
    made_.insert(made_.end(), interleaved.begin(), interleaved.end());
    compare_whole_blocks();
}

void SoundComparison::compare_whole_blocks() {
    while (std::min(real_.size(), made_.size()) >= block_) compare(block_);
}

void SoundComparison::compare(std::size_t samples) {
    for (std::size_t i = 0; i < samples; ++i) {
        const double x = made_[i], y = real_[i];
        made_sum_ += x;
        real_sum_ += y;
        made_squares_ += x * x;
        real_squares_ += y * y;
        cross_ += x * y;
    }
    const auto count = static_cast<double>(samples);
    n_ += count;
    mel_sum_ += count * spectral_(beginning(made_, samples, channels_),
                                  beginning(real_, samples, channels_))
                            .item<double>();
    const auto gone = static_cast<std::ptrdiff_t>(samples);
    made_.erase(made_.begin(), made_.begin() + gone);
    real_.erase(real_.begin(), real_.begin() + gone);
}

SoundComparison::Result SoundComparison::finish() {
    if (const std::size_t rest = std::min(real_.size(), made_.size()); rest > 0) compare(rest);
    constexpr double kSmallest = 1e-8;
    const double n = std::max(n_, 1.0);
    // Sums of squares and products with the means taken off.
    const double xx = made_squares_ - made_sum_ * made_sum_ / n;
    const double yy = real_squares_ - real_sum_ * real_sum_ / n;
    const double xy = cross_ - made_sum_ * real_sum_ / n;
    const double scale = xy / std::max(yy, kSmallest);
    const double target = std::max(0.0, scale * scale * yy);
    const double noise = std::max(0.0, xx - 2 * scale * xy + target);
    return {10 * std::log10((target + kSmallest) / (noise + kSmallest)), mel_sum_ / n};
}

}  // namespace affetto
