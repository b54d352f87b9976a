#include "affetto/audio/loudness_gain.hpp"

#include "affetto/audio/levels.hpp"
#include "affetto/audio/loudness.hpp"

namespace affetto {

LoudnessGain bring_to_loudness(AudioBuffer& sound, double target_lufs) {
    const Loudness before = measure_loudness(sound);
    LoudnessGain gain;
    if (!before.integrated_lufs) return gain;
    gain.measured_lufs = before.integrated_lufs;
    gain.gain_db = target_lufs - *before.integrated_lufs;
    const double room_db = kTruePeakLimitDb - to_decibels(before.true_peak);
    if (gain.gain_db > room_db) {
        gain.gain_db = room_db;
        gain.limited_by_peak = true;
    }
    gain.lufs = *before.integrated_lufs + gain.gain_db;
    const auto factor = static_cast<float>(from_decibels(gain.gain_db));
    for (float& sample : sound.samples) sample *= factor;
    return gain;
}

}  // namespace affetto
