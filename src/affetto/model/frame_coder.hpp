#pragma once

#include <memory>

#include "affetto/model/config.hpp"
#include "affetto/model/layers.hpp"

namespace affetto {

/// The seam between the families of encoders and decoders of continuous features: D values a frame,
/// R = frames_per_latent frames a latent of Z values, emotion vectors of E values, L = T / R
/// latents. `lengths` int64 [B] counts each clip's latents; what is padding behind them means
/// nothing, and only a few frames beside it may see it (conv).

class FrameEncoder : public torch::nn::Module {
public:
    /// frames [T, B, D], emotion [B, E] -> mean and log-variance side by side [L, B, 2 Z]
    virtual at::Tensor forward(const at::Tensor& frames, const at::Tensor& emotion,
                               const at::Tensor& lengths, const Forward& mode) const = 0;
};

class FrameDecoder : public torch::nn::Module {
public:
    /// latents [L, B, Z], emotion [L, B, E] -> frames [T, B, D]
    virtual at::Tensor forward(const at::Tensor& latents, const at::Tensor& emotion,
                               const at::Tensor& lengths, const Forward& mode) const = 0;
};

/// By config.encoder and config.decoder; `values` is D. No two parts of an encoder and a decoder
/// have one name.
std::shared_ptr<FrameEncoder> make_frame_encoder(const ModelConfig& config, std::int64_t values,
                                                 at::Generator& rng);
std::shared_ptr<FrameDecoder> make_frame_decoder(const ModelConfig& config, std::int64_t values,
                                                 at::Generator& rng);

}  // namespace affetto
