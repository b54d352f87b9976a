#include "affetto/training/learning_codec.hpp"

#include <cmath>

#include "affetto/codec/codec_clip.hpp"
#include "affetto/codec/seanet.hpp"

namespace affetto {
namespace {

bool is_codebook(const std::string& name) { return name.rfind("quantizer.", 0) == 0; }

/// Weights uniform in +-1/sqrt(inputs), norms 1, biases 0.
NamedTensors drawn_parameters(const CodecConfig& config, at::Generator& rng) {
    NamedTensors parameters;
    visit_parameters(config, [&](const std::string& name, const std::vector<std::int64_t>& shape) {
        if (is_codebook(name)) return;  // found by k-means
        at::Tensor value = at::zeros(shape);
        if (shape.size() > 1) {
            std::int64_t inputs = 1;
            for (std::size_t d = 1; d < shape.size(); ++d) inputs *= shape[d];
            value = uniform(shape, 1 / std::sqrt(static_cast<double>(inputs)), rng);
        } else if (name.find(".norm.weight") != name.npos) {
            value.fill_(1);
        }
        parameters[name] = value.set_requires_grad(true);
    });
    return parameters;
}

}  // namespace

LearningCodec::LearningCodec(const CodecConfig& codec, const CodecTrainingConfig& training,
                             at::Generator& rng)
    : config(codec),
      encoder(encoder_layout(codec)),
      decoder(decoder_layout(codec)),
      parameters(drawn_parameters(codec, rng)),
      quantizer(num_codebooks(codec), codec.codebook_size, codec.hidden_size,
                {training.codebook_decay, training.dead_code_usage}) {}

LearningCodec::Result LearningCodec::forward(const at::Tensor& sound, int codebooks,
                                             at::Generator* rng) {
    const at::Tensor scale =
        config.normalize ? segment_scale(sound).unsqueeze(2) : at::ones({1, 1, 1});
    const at::Tensor latents = run_seanet(encoder, config, parameters, sound / scale);
    const at::Tensor rows = latents.permute({0, 2, 1}).reshape({-1, config.hidden_size});
    const EmaQuantizer::Result q = quantizer.forward(rows, codebooks, rng);
    const at::Tensor again =
        q.quantized.reshape({latents.size(0), latents.size(2), config.hidden_size})
            .permute({0, 2, 1});
    const at::Tensor made = run_seanet(decoder, config, parameters, again);
    return {made.narrow(2, 0, sound.size(2)) * scale, q.commitment};
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
