#include "affetto/training/stft_discriminator.hpp"

#include <cmath>

#include "affetto/tensor/random_tensors.hpp"

namespace affetto {
namespace {

constexpr double kSlope = 0.2;  // of LeakyReLU

}  // namespace

StftDiscriminator::StftDiscriminator(int audio_channels, int channels,
                                     const std::vector<int>& windows, at::Generator& rng) {
    const auto layer = [&](std::int64_t in, std::int64_t out, std::int64_t taps,
                           std::int64_t stride, std::int64_t dilation) {
        constexpr std::int64_t kTime = 3;
        const double bound = 1 / std::sqrt(static_cast<double>(in * kTime * taps));
        Layer made;
        made.direction = uniform({out, in, kTime, taps}, bound, rng);
        made.gain = made.direction.flatten(1).norm(2, 1).view({out, 1, 1, 1}).clone();
        made.bias = at::zeros({out});
        made.stride = {1, stride};
        made.padding = {dilation, (taps - 1) / 2};
        made.dilation = {dilation, 1};
        return made;
    };
    for (const int n_fft : windows) {
        Resolution r{n_fft, at::hann_window(n_fft, at::kFloat), {}};
        r.layers.push_back(layer(2 * audio_channels, channels, 8, 1, 1));
        for (const int dilation : {1, 2, 4})
            r.layers.push_back(layer(channels, channels, 8, 2, dilation));
        r.layers.push_back(layer(channels, channels, 3, 1, 1));
        r.layers.push_back(layer(channels, 1, 3, 1, 1));
        resolutions_.push_back(std::move(r));
    }
}

at::Tensor StftDiscriminator::Layer::operator()(const at::Tensor& x) const {
    const at::Tensor norm = direction.square().sum({1, 2, 3}, true).sqrt();
    return at::conv2d(x, direction * (gain / norm), bias, stride, padding, dilation);
}

at::Tensor StftDiscriminator::spectrum(const at::Tensor& sound, const Resolution& r) {
    const at::Tensor all =
        at::view_as_real(at::stft(sound.flatten(0, 1), r.n_fft, r.n_fft / 4, r.n_fft, r.window,
                                  false, "constant", true, true, true));  // [B * C, F, T, 2]
    return all.permute({0, 3, 2, 1}).reshape({sound.size(0), -1, all.size(2), all.size(1)});
}

Judgements StftDiscriminator::operator()(const at::Tensor& sound) const {
    Judgements judgements;
    for (const Resolution& r : resolutions_) {
        Judgement judgement;
        at::Tensor x = spectrum(sound, r);
        for (std::size_t i = 0; i + 1 < r.layers.size(); ++i) {
            x = at::leaky_relu(r.layers[i](x), kSlope);
            judgement.features.push_back(x);
        }
        judgement.logits = r.layers.back()(x);
        judgements.push_back(std::move(judgement));
    }
    return judgements;
}

std::vector<at::Tensor> StftDiscriminator::parameters() const {
    std::vector<at::Tensor> list;
    for (const Resolution& r : resolutions_)
        for (const Layer& layer : r.layers)
            list.insert(list.end(), {layer.direction, layer.gain, layer.bias});
    return list;
}

}  // namespace affetto
