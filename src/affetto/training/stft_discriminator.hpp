#pragma once

#include <vector>

#include "affetto/training/judgement.hpp"

namespace affetto {

/// Judges at several resolutions whether sound is real (Defossez et al. 2022, section 3.4, the
/// multi-scale STFT discriminator). For each window of n samples, every n / 4: real and imaginary
/// parts of the spectrum as channels, a 3 x 8 convolution, three more with dilations of 1, 2 and 4
/// in time and a stride of 2 in frequency, one of 3 x 3, all weight-normed, with LeakyReLU 0.2, and
/// a last one of 3 x 3 to a single channel.
class StftDiscriminator {
public:
    /// `windows`: powers of two from 64 up. `rng` draws the first weights.
    StftDiscriminator(int audio_channels, int channels, const std::vector<int>& windows,
                      at::Generator& rng);

    /// Of each window, for sound [B, audio_channels, S] with S no shorter than the longest.
    Judgements operator()(const at::Tensor& sound) const;

    /// All weights, in a fixed order.
    std::vector<at::Tensor> parameters() const;

private:
    struct Layer {
        at::Tensor direction, gain, bias;  ///< the weight is gain * direction / |direction|
        std::vector<std::int64_t> stride, padding, dilation;
        at::Tensor operator()(const at::Tensor& x) const;
    };
    struct Resolution {
        std::int64_t n_fft = 0;
        at::Tensor window;  ///< [n_fft]
        std::vector<Layer> layers;
    };
    static at::Tensor spectrum(const at::Tensor& sound, const Resolution& r);

    std::vector<Resolution> resolutions_;
};

}  // namespace affetto
