#pragma once

#include <memory>
#include <optional>
#include <span>

#include "affetto/core/audio_buffer.hpp"

namespace affetto {

struct Loudness {
    /// Integrated loudness in LUFS, gated (ITU-R BS.1770-4, EBU R 128); nullopt for sound that is
    /// shorter than one block of 0.4 s or lies below the gate of -70 LUFS throughout.
    std::optional<double> integrated_lufs;
    double sample_peak = 0;  ///< the largest magnitude of a sample; 1 is full scale
    double true_peak = 0;    ///< the same between the samples, from fourfold oversampling
};

/// Measures a stream in constant memory (libebur128; loudness to within 0.1 LU, as its histogram
/// has it). Channels are weighted in the order left, right, centre, low-frequency effects (not
/// counted), surround; one channel counts once, so that it lies 3 LU below the same sound on two.
class LoudnessMeter {
public:
    /// Throws std::invalid_argument for channels or a rate that the library does not take (64
    /// channels, 16 Hz to 2.8 MHz).
    LoudnessMeter(int sample_rate_hz, int channels);
    ~LoudnessMeter();
    LoudnessMeter(LoudnessMeter&&) noexcept;
    LoudnessMeter& operator=(LoudnessMeter&&) noexcept;

    void add(std::span<const float> interleaved);
    Loudness measured() const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

Loudness measure_loudness(const AudioBuffer& sound);

}  // namespace affetto
