#pragma once

#include "affetto/analysis/sound_frames.hpp"

namespace affetto {

/// How sharply the spectrum of a recording is drawn: the mean absolute difference of neighbouring
/// cells of the mel spectrogram in decibels. A blurred spectrum, the mean of many that could have
/// been, has small ones; noise has large ones. So it is to be near that of real music, not large.
struct SoundSharpness {
    double time_db = 0;   ///< between a frame and the next
    double bands_db = 0;  ///< between a mel band and the next
};

/// Over the frames within 50 dB of the loudest; cells count as no less than 60 dB below the loudest
/// cell. Zeros for silence.
SoundSharpness sound_sharpness(const SoundFrames& frames);

}  // namespace affetto
