#include "affetto/training/spectral_loss.hpp"

#include "affetto/features/mel_filterbank.hpp"

namespace affetto {
namespace {

constexpr double kFloor = 1e-5;

}  // namespace

SpectralLoss::SpectralLoss(int sample_rate_hz, const std::vector<int>& windows) {
    for (const int n_fft : windows) {
        MelBandsConfig bands;
        bands.n_mels = n_fft / 16;
        bands.normalise = "none";
        resolutions_.push_back(
            {n_fft, at::hann_window(n_fft, at::kFloat),
             mel_filterbank(bands, sample_rate_hz, n_fft).t().to(at::kFloat).contiguous()});
    }
}

at::Tensor SpectralLoss::log_mel(const at::Tensor& sound, const Resolution& r) const {
    const at::Tensor spectrum =
        at::stft(sound, r.n_fft, r.n_fft / 4, r.n_fft, r.window, true, "constant", false, true,
                 true);  // [B, F, T]
    // The root of 0 has no slope.
    const at::Tensor power = at::view_as_real(spectrum).square().sum(-1).clamp_min(1e-12);
    const at::Tensor mel = at::matmul(power.sqrt().transpose(1, 2), r.filterbank);
    return mel.clamp_min(kFloor).log10();
}

at::Tensor SpectralLoss::operator()(const at::Tensor& made, const at::Tensor& real) const {
    const at::Tensor x = made.reshape({-1, made.size(-1)}), y = real.reshape({-1, real.size(-1)});
    at::Tensor sum = at::zeros({});
    for (const Resolution& r : resolutions_)
        sum = sum + (log_mel(x, r) - log_mel(y, r)).abs().mean();
    return sum / static_cast<double>(resolutions_.size());
}

}  // namespace affetto
