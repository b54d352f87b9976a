#pragma once

#include "affetto/features/frame_format.hpp"
#include "affetto/features/griffin_lim.hpp"
#include "affetto/features/mel_inversion.hpp"
#include "affetto/features/mfcc.hpp"

namespace affetto {

/// Back from features to sound: mel bands to a spectrum, phases from a single pass, Griffin-Lim.
/// Deterministic. What the bands have averaged away stays lost.
struct FeatureSoundConfig {
    MelInversionConfig inversion;
    GriffinLimConfig griffin_lim;
};

template <class Visitor>
void visit_fields(FeatureSoundConfig& c, Visitor&& v) {
    v.field("inversion", c.inversion, "From mel bands to a spectrum");
    v.field("griffin_lim", c.griffin_lim, "From magnitudes to a sound");
}

/// A log-mel spectrogram [..., T, M], as MelSpectrogram::log_power makes it, to a sound [...,
/// (T - 1) * hop_length] at mel.sample_rate_hz. Throws DataError for fewer frames than the padding
/// needs and for values that are not finite.
at::Tensor sound_of_log_mel(const at::Tensor& log_mel, const MelConfig& mel,
                            const FeatureSoundConfig& config);

/// Whether frames of it become sound again: all but chroma.
bool has_sound(Representation r);

/// Frames [T, D] to a sound [channels, S] at sample_rate_of(): mel and MFCC, one channel, as below
/// and above; encodec through its codec, which must be there. Throws std::invalid_argument for a
/// representation that has no way back.
at::Tensor sound_of_frames(const at::Tensor& frames, const FrameFormat& format, Representation r);

/// MFCC [..., T, n_mfcc] by way of the log-mel spectrogram they stand for: rough, for only the
/// spectrum's envelope is left.
at::Tensor sound_of_mfcc(const at::Tensor& mfcc, const MfccConfig& config,
                         const FeatureSoundConfig& sound);

}  // namespace affetto
