#include "affetto/model/patch_frames.hpp"

namespace affetto {

PatchEncoder::PatchEncoder(const ModelConfig& config, std::int64_t values, at::Generator& rng)
    : patch_(config.frames_per_latent) {
    network_ =
        register_module("encoder", make_encoder(config, patch_ * values + config.emotion_dim, rng));
    to_posterior_ = register_module(
        "to_posterior", std::make_shared<Linear>(network_->outputs(), 2 * config.latent_dim, rng));
}

at::Tensor PatchEncoder::forward(const at::Tensor& frames, const at::Tensor& emotion,
                                 const at::Tensor& lengths, const Forward& mode) const {
    const std::int64_t steps = frames.size(0) / patch_, batch = frames.size(1);
    const at::Tensor patches = frames.reshape({steps, patch_, batch, frames.size(2)})
                                   .permute({0, 2, 1, 3})
                                   .reshape({steps, batch, patch_ * frames.size(2)});
    const at::Tensor x = at::cat({patches, emotion.unsqueeze(0).expand({steps, -1, -1})}, 2);
    const Forward exact{mode.rng, Precision::float32};
    return to_posterior_->forward(network_->states(x, lengths, mode), exact);
}

PatchDecoder::PatchDecoder(const ModelConfig& config, std::int64_t values, at::Generator& rng)
    : patch_(config.frames_per_latent), dropout_(config.dropout) {
    ModelConfig network = config;
    network.encoder = config.decoder;
    network.encoder_layers = config.decoder_layers;
    // Both directions of a recurrent network together are as wide as one of another family.
    network.encoder_dim =
        config.decoder == "transformer" ? config.decoder_dim : config.decoder_dim / 2;
    const std::int64_t given = config.latent_dim + config.emotion_dim;
    network_ = register_module("decoder", make_encoder(network, given, rng));
    hidden_ = register_module(
        "decoder_hidden",
        std::make_shared<Linear>(network_->outputs() + given, config.decoder_dim, rng));
    frames_out_ = register_module(
        "frames_out", std::make_shared<Linear>(config.decoder_dim, patch_ * values, rng));
}

at::Tensor PatchDecoder::forward(const at::Tensor& latents, const at::Tensor& emotion,
                                 const at::Tensor& lengths, const Forward& mode) const {
    const std::int64_t steps = latents.size(0), batch = latents.size(1);
    const at::Tensor given = at::cat({latents, emotion}, 2);
    const at::Tensor states = mode.drop(network_->states(given, lengths, mode), dropout_);
    const at::Tensor hidden = gelu_of(hidden_->forward(at::cat({states, given}, 2), mode));
    return frames_out_->forward(hidden, mode)
        .view({steps, batch, patch_, -1})
        .permute({0, 2, 1, 3})
        .reshape({steps * patch_, batch, -1});
}

}  // namespace affetto
