#include "affetto/training/learning_codec.hpp"

#include "affetto/codec/codec_clip.hpp"
#include "affetto/codec/seanet.hpp"
#include "affetto/training/codec_first_weights.hpp"

namespace affetto {
LearningCodec::LearningCodec(const CodecConfig& codec, const CodecTrainingConfig& training,
                             at::Generator& rng)
    : config(codec),
      encoder(encoder_layout(codec)),
      decoder(decoder_layout(codec)),
      parameters(first_codec_weights(codec, rng)),
      quantizer(num_codebooks(codec), codec.codebook_size, codec.hidden_size,
                {training.codebook_decay, training.dead_code_usage}) {}

at::Tensor LearningCodec::latents(const at::Tensor& sound) const {
    return run_seanet(encoder, config, parameters, sound / scale_of(sound));
}

LearningCodec::Result LearningCodec::forward(const at::Tensor& sound, int codebooks,
                                             at::Generator* rng) {
    at::Tensor frames = latents(sound);
    at::Tensor commitment = at::zeros({});
    if (codebooks > 0) {
        const EmaQuantizer::Result q = quantizer.forward(rows_of(frames), codebooks, rng);
        frames = q.quantized.reshape({frames.size(0), frames.size(2), config.hidden_size})
                     .permute({0, 2, 1});
        commitment = q.commitment;
    }
    const at::Tensor made = run_seanet(decoder, config, parameters, frames);
    return {made.narrow(2, 0, sound.size(2)) * scale_of(sound), commitment};
}

at::Tensor LearningCodec::scale_of(const at::Tensor& sound) const {
    return config.normalize ? segment_scale(sound).unsqueeze(2) : at::ones({1, 1, 1});
}

at::Tensor rows_of(const at::Tensor& latents) {
    return latents.permute({0, 2, 1}).reshape({-1, latents.size(1)});
}

std::vector<at::Tensor> LearningCodec::parameter_list() const {
    std::vector<at::Tensor> list;
    for (const auto& [name, tensor] : parameters) list.push_back(tensor);
    return list;
}

WeightTensors weights_of(const LearningCodec& codec) {
    WeightTensors weights;
    const auto keep = [&](const std::string& name, const at::Tensor& tensor) {
        const at::Tensor flat = tensor.detach().contiguous();
        const float* first = flat.data_ptr<float>();
        weights[name] = {flat.sizes().vec(), {first, first + flat.numel()}};
    };
    for (const auto& [name, tensor] : codec.parameters) keep(name, tensor);
    for (int k = 0; k < num_codebooks(codec.config); ++k)
        keep(codebook_name(k), codec.quantizer.vectors(k));
    return weights;
}

}  // namespace affetto
