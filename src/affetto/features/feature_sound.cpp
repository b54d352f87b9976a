#include "affetto/features/feature_sound.hpp"

#include <stdexcept>

#include "affetto/core/error.hpp"
#include "affetto/features/phase_start.hpp"

namespace affetto {

at::Tensor sound_of_log_mel(const at::Tensor& log_mel, const MelConfig& mel,
                            const FeatureSoundConfig& config) {
    const Stft stft(mel.stft);
    const at::Tensor filterbank = mel_filterbank(mel.bands, mel.sample_rate_hz, mel.stft.n_fft);
    const at::Tensor power = power_of_log(log_mel.to(at::kCPU, at::kFloat), mel);
    if (!at::isfinite(power).all().item<bool>())
        throw DataError(
            "the log-mel spectrogram holds values that are no power, so no sound has it");
    const at::Tensor magnitude = MelInversion(filterbank, config.inversion).magnitude(power);
    const std::int64_t samples = (magnitude.size(-2) - 1) * mel.stft.hop_length;
    stft.require_length(samples);
    return griffin_lim(stft, magnitude, single_pass_phases(magnitude, mel.stft), samples,
                       config.griffin_lim);
}

at::Tensor sound_of_mfcc(const at::Tensor& mfcc, const MfccConfig& config,
                         const FeatureSoundConfig& sound) {
    return sound_of_log_mel(Mfcc(config).to_log_mel(mfcc), config.mel, sound);
}

bool has_sound(Representation r) { return is_sound(r) && r != Representation::chroma; }

at::Tensor sound_of_frames(const at::Tensor& frames, const FrameFormat& format, Representation r) {
    if (r == Representation::mel) return sound_of_log_mel(frames, format.mel, {}).unsqueeze(0);
    if (r == Representation::mfcc) return sound_of_mfcc(frames, format.mfcc, {}).unsqueeze(0);
    if (r == Representation::encodec && format.encodec.codec)
        return sound_of_codec_frames(format.encodec, frames);
    throw std::invalid_argument("sound_of_frames: " + std::string(name_of(r)) +
                                " has no way back to sound");
}

}  // namespace affetto
