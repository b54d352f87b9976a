#pragma once

#include <cstddef>
#include <vector>

#include "affetto/analysis/linear_algebra.hpp"

namespace affetto {

/// A recording of one channel as its features see it: T frames in even steps.
struct SoundFrames {
    double frames_per_second = 0;
    std::vector<double> level_db;  ///< [T], root mean square in decibels of full scale
    std::vector<double> band_hz;   ///< [M], centres of the mel bands, rising
    Matrix mel_power;              ///< [T, M]
    Matrix mfcc;                   ///< [T, C], from coefficient 0
    Matrix chroma;                 ///< [T, 12], power of the pitch classes; 0 is C
    std::vector<double> flatness;  ///< [T], geometric over arithmetic mean of the power spectrum
    double peak = 0;               ///< largest absolute sample

    std::size_t count() const { return level_db.size(); }
};

}  // namespace affetto
