#include "affetto/features/level_envelope.hpp"

#include <algorithm>
#include <cmath>

namespace affetto {
namespace {

constexpr double kLevelled = 0.1;      // -20 dB of full scale: peaks have room
constexpr double kLowestPower = 1e-8;  // -80 dB

/// The logarithm of the gain that takes sound to its own level, for each of `samples`.
at::Tensor log_gain(const at::Tensor& log_levels, std::int64_t samples, std::int64_t hop) {
    const std::int64_t frames = log_levels.size(0);
    return at::upsample_linear1d(log_levels.reshape({1, 1, -1}), {frames * hop}, false)
               .reshape({-1})
               .narrow(0, 0, samples) -
           std::log(kLevelled);
}

}  // namespace

at::Tensor log_levels(const at::Tensor& sound, const LevelEnvelope& envelope) {
    const std::int64_t samples = sound.numel(), hop = envelope.hop;
    const std::int64_t frames = (samples + hop - 1) / hop;
    // The window is centred on the middle of a hop: as long as the hop, or longer by an even
    // number.
    const auto wanted =
        static_cast<std::int64_t>(envelope.window_seconds * envelope.sample_rate_hz);
    const std::int64_t beyond = std::max<std::int64_t>(0, (wanted - hop) / 2);
    const std::int64_t length = hop + 2 * beyond;
    const at::Tensor window = at::hann_window(length + 2, false).narrow(0, 1, length);
    const auto around = [&](const at::Tensor& values) {
        const at::Tensor padded = at::constant_pad_nd(values.reshape({1, 1, -1}),
                                                      {beyond, beyond + frames * hop - samples});
        return at::conv1d(padded, window.reshape({1, 1, -1}), at::Tensor(), hop).reshape({-1});
    };
    const at::Tensor power = around(sound.reshape({-1}).square()) / around(at::ones({samples}));
    return 0.5 * at::log(power.clamp_min(kLowestPower));
}

at::Tensor levelled(const at::Tensor& sound, const at::Tensor& log_levels,
                    const LevelEnvelope& envelope) {
    return sound * at::exp(-log_gain(log_levels, sound.size(-1), envelope.hop));
}

at::Tensor raised(const at::Tensor& sound, const at::Tensor& log_levels,
                  const LevelEnvelope& envelope) {
    return sound * at::exp(log_gain(log_levels, sound.size(-1), envelope.hop));
}

}  // namespace affetto
