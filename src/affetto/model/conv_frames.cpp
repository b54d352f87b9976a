#include "affetto/model/conv_frames.hpp"

#include <bit>

namespace affetto {
namespace {

/// A vector a clip [B, E] beside every step of [B, T, C].
at::Tensor beside(const at::Tensor& x, const at::Tensor& vector) {
    return at::cat({x, vector.unsqueeze(1).expand({-1, x.size(1), -1})}, 2);
}

/// [T, B, C] <-> [B, T, C].
at::Tensor turned(const at::Tensor& x) { return x.transpose(0, 1); }

int halvings_of(const ModelConfig& config) {
    return std::countr_zero(static_cast<unsigned>(config.frames_per_latent));
}

}  // namespace

ConvFrameEncoder::ConvFrameEncoder(const ModelConfig& config, std::int64_t values,
                                   at::Generator& rng) {
    const std::int64_t channels = config.conv_dim;
    const int halvings = halvings_of(config);
    frames_in_ = register_module(
        "frames_in", std::make_shared<Convolution>(values + config.emotion_dim, channels, 5, rng));
    for (int i = 0; i <= halvings; ++i) {
        const std::string suffix = std::to_string(i);
        blocks_.push_back(register_module("encoder" + suffix,
                                          std::make_shared<ResidualConvolution>(channels, rng)));
        if (i < halvings)
            slower_.push_back(
                register_module("slower" + suffix, std::make_shared<HalfRate>(channels, rng)));
    }
    to_posterior_ = register_module(
        "to_posterior", std::make_shared<Convolution>(channels, 2 * config.latent_dim, 1, rng));
}

at::Tensor ConvFrameEncoder::forward(const at::Tensor& frames, const at::Tensor& emotion,
                                     const at::Tensor&, const Forward& mode) const {
    at::Tensor h = frames_in_->forward(beside(turned(frames), emotion), mode);
    for (std::size_t i = 0; i < blocks_.size(); ++i) {
        h = blocks_[i]->forward(h, mode);
        if (i < slower_.size()) h = slower_[i]->forward(h, mode);
    }
    const Forward exact{mode.rng, Precision::float32};
    return turned(to_posterior_->forward(gelu_of(h), exact));
}

ConvFrameDecoder::ConvFrameDecoder(const ModelConfig& config, std::int64_t values,
                                   at::Generator& rng) {
    const std::int64_t channels = config.conv_dim;
    const int halvings = halvings_of(config);
    latents_in_ = register_module(
        "latents_in",
        std::make_shared<Convolution>(config.latent_dim + config.emotion_dim, channels, 3, rng));
    for (int i = 0; i <= halvings; ++i) {
        const std::string suffix = std::to_string(i);
        blocks_.push_back(register_module("decoder" + suffix,
                                          std::make_shared<ResidualConvolution>(channels, rng)));
        if (i < halvings)
            faster_.push_back(
                register_module("faster" + suffix, std::make_shared<DoubleRate>(channels, rng)));
    }
    frames_out_ =
        register_module("frames_out", std::make_shared<Convolution>(channels, values, 5, rng));
}

at::Tensor ConvFrameDecoder::forward(const at::Tensor& latents, const at::Tensor& emotion,
                                     const at::Tensor&, const Forward& mode) const {
    at::Tensor h = latents_in_->forward(turned(at::cat({latents, emotion}, 2)), mode);
    for (std::size_t i = 0; i < blocks_.size(); ++i) {
        h = blocks_[i]->forward(h, mode);
        if (i < faster_.size()) h = faster_[i]->forward(h, mode);
    }
    return turned(frames_out_->forward(gelu_of(h), mode));
}

}  // namespace affetto
