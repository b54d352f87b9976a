#pragma once

#include <cstdint>

#include "affetto/tensor/torch.hpp"

namespace affetto {

/// How loud sound is from moment to moment, taken out of it and put back. A codec then describes
/// sound of one level, and the level is a value of its own that a model can learn, the strongest
/// cue of arousal that sound has.
struct LevelEnvelope {
    std::int64_t hop = 320;       ///< samples between two levels
    double window_seconds = 0.1;  ///< over which power is averaged
    int sample_rate_hz = 24'000;
};

/// The natural logarithm of the root mean square around the middle of every hop, [ceil(S / hop)],
/// of sound [S]: power under a Hann window, of which only what lies inside the sound counts; at
/// least ln(1e-4), -80 dB, so that silence stays silent.
at::Tensor log_levels(const at::Tensor& sound, const LevelEnvelope& envelope);

/// Sound [..., S] brought to a root mean square of 0.1 by its levels [T], S at most T * hop;
/// between two of them the logarithm runs straight.
at::Tensor levelled(const at::Tensor& sound, const at::Tensor& log_levels,
                    const LevelEnvelope& envelope);

/// The way back: levelled() undone, up to rounding.
at::Tensor raised(const at::Tensor& sound, const at::Tensor& log_levels,
                  const LevelEnvelope& envelope);

}  // namespace affetto
