#pragma once

#include "affetto/analysis/sound_frames.hpp"

namespace affetto {

/// Where notes begin in a recording.
struct SoundOnsets {
    std::vector<double> curve;       ///< [T], mean rise over the mel bands in dB, never below 0
    std::vector<std::size_t> peaks;  ///< frames, rising
};

/// The onset curve is the spectral flux of the log-mel spectrogram over two frames (Bock and Widmer
/// 2013, "Maximum filter vibrato suppression for onset detection", section 2, with their maximum
/// over neighbouring bands), each band taken no lower than 60 dB below the loudest value. A peak is
/// the largest value within 50 ms that lies at least 1 dB above the mean of 0.3 s around it.
SoundOnsets find_onsets(const SoundFrames& frames);

/// The highest normalised autocorrelation of an onset curve between 0.25 and 1.5 s, 0..1: how
/// clearly onsets agree on a beat (Lartillot et al. 2008, MaxAutocor). 0 for a flat or short curve.
double pulse_clarity(const std::vector<double>& onset_curve, double frames_per_second);

}  // namespace affetto
