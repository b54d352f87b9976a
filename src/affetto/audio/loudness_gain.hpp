#pragma once

#include <optional>

#include "affetto/core/audio_buffer.hpp"

namespace affetto {

/// What people hear is brought to this integrated loudness where nothing else is asked for.
inline constexpr double kListeningLufs = -18;
inline constexpr double kLowestTargetLufs = -60, kHighestTargetLufs = -5;
/// No gain lifts the true peak above this.
inline constexpr double kTruePeakLimitDb = -1;

/// One gain for a whole sound.
struct LoudnessGain {
    std::optional<double> measured_lufs;  ///< before; none for silence and less than 0.4 s
    double gain_db = 0;                   ///< what the sound was multiplied by
    std::optional<double> lufs;           ///< after
    bool limited_by_peak = false;  ///< the gain stopped at the true peak's limit, below the target
};

/// Multiplies a sound by one gain so that its integrated loudness is `target_lufs`, or as near to
/// it as the limit of the true peak allows: nothing is clipped or compressed, and everything inside
/// the sound keeps its proportions. A sound whose loudness cannot be measured is left as it is.
LoudnessGain bring_to_loudness(AudioBuffer& sound, double target_lufs);

}  // namespace affetto
