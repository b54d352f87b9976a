#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "affetto/core/audio_buffer.hpp"

namespace affetto {

/// The recipes of libsoxr: the stop band lies at -100 dB or below for `high`, -140 dB for
/// `very_high`; `quick` is cubic interpolation.
enum class ResampleQuality { quick, low, medium, high, very_high };

/// "quick", "low", "medium", "high", "very_high"
std::string_view name_of(ResampleQuality quality);

/// round(frames * to / from), exactly: how long a sound is after resampling.
std::uint64_t resampled_frames(std::uint64_t frames, int from_hz, int to_hz);

/// Changes the sample rate of a stream, block by block (libsoxr, one thread, linear phase: no delay
/// is left in the result). Equal rates pass through bit for bit.
class Resampler {
public:
    /// Throws std::invalid_argument for rates or channels below 1, Error where libsoxr refuses.
    Resampler(int from_hz, int to_hz, int channels = 1,
              ResampleQuality quality = ResampleQuality::high);
    ~Resampler();
    Resampler(Resampler&&) noexcept;
    Resampler& operator=(Resampler&&) noexcept;

    /// Takes interleaved frames and returns those that are ready, interleaved, valid until the next
    /// call. Any number of frames, also none, may come out.
    std::span<const float> process(std::span<const float> interleaved);
    /// The rest: afterwards resampled_frames(all frames taken) frames have come out. Begins anew.
    std::span<const float> flush();

private:
    struct State;
    std::unique_ptr<State> state_;
};

AudioBuffer resample(const AudioBuffer& sound, int to_hz,
                     ResampleQuality quality = ResampleQuality::high);

}  // namespace affetto
