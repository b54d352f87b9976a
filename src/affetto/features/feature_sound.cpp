#include "affetto/features/feature_sound.hpp"

#include "affetto/core/error.hpp"
#include "affetto/features/phase_start.hpp"

namespace affetto {

at::Tensor sound_of_log_mel(const at::Tensor& log_mel, const MelConfig& mel,
                            const FeatureSoundConfig& config) {
    const Stft stft(mel.stft);
    const std::int64_t fewest =
        mel.stft.padding == "reflect" ? 2 + mel.stft.n_fft / 2 / mel.stft.hop_length : 2;
    if (log_mel.dim() >= 2 && log_mel.size(-2) < fewest)
        throw DataError("a sound from " + std::to_string(log_mel.size(-2)) +
                        " frames is too short for n_fft " + std::to_string(mel.stft.n_fft) +
                        ": at least " + std::to_string(fewest) + " frames are needed");
    const at::Tensor filterbank = mel_filterbank(mel.bands, mel.sample_rate_hz, mel.stft.n_fft);
    const at::Tensor power = power_of_log(log_mel.to(at::kCPU, at::kFloat), mel);
    const at::Tensor magnitude = MelInversion(filterbank, config.inversion).magnitude(power);
    const std::int64_t samples = (magnitude.size(-2) - 1) * mel.stft.hop_length;
    return griffin_lim(stft, magnitude, single_pass_phases(magnitude, mel.stft), samples,
                       config.griffin_lim);
}

at::Tensor sound_of_mfcc(const at::Tensor& mfcc, const MfccConfig& config,
                         const FeatureSoundConfig& sound) {
    return sound_of_log_mel(Mfcc(config).to_log_mel(mfcc), config.mel, sound);
}

}  // namespace affetto
