#pragma once

#include "affetto/analysis/feature_set.hpp"
#include "affetto/analysis/sound_frames.hpp"

namespace affetto {

/// Interpretable features of a recording ("sound"): level, brightness, onsets and pulse, key and
/// harmony, and of MFCC 1 to 12 the mean and the spread. Only `level` depends on how loud it is
/// played.
const FeatureSet& sound_feature_set();

/// Frames more than 50 dB below the loudest one count only for onsets and pulse. Throws DataError
/// for fewer than 13 cepstral coefficients, less than a second, or silence (no frame above -90 dB).
FeatureVector sound_features(const SoundFrames& frames);

/// What tells noise and clicks from music. No features of a listener: sounds that people hear the
/// same way may differ in them.
struct SoundTexture {
    double crest_db = 0;  ///< the largest sample above the root mean square
    double flatness =
        0;  ///< mean over the frames that count: near 0 for tones, near 0.56 for noise
};

/// Throws DataError for silence.
SoundTexture sound_texture(const SoundFrames& frames);

}  // namespace affetto
