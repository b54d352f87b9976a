#include "affetto/generation/sound_generator.hpp"

#include <cmath>

#include "affetto/core/progress.hpp"
#include "affetto/features/frame_format.hpp"

namespace affetto {
namespace {

/// One latent a piece from each row's mixture: mixture rows [B, M], [B, M, Z] -> [B, Z].
at::Tensor draw_latents(const GaussianMixture& mixture, const SamplingConfig& config,
                        std::span<Random> rngs) {
    const at::Tensor weight = mixture.log_weight.contiguous();
    const at::Tensor mean = mixture.mean.contiguous(), log_std = mixture.log_std.contiguous();
    const std::int64_t components = weight.size(1), size = mean.size(2);
    at::Tensor z = at::empty({weight.size(0), size});
    for (std::int64_t b = 0; b < weight.size(0); ++b) {
        Random& rng = rngs[static_cast<std::size_t>(b)];
        const int chosen =
            draw({weight.data_ptr<float>() + b * components, static_cast<std::size_t>(components)},
                 config, rng);
        const std::int64_t row = (b * components + chosen) * size;
        for (std::int64_t i = 0; i < size; ++i)
            z.data_ptr<float>()[b * size + i] = static_cast<float>(
                mean.data_ptr<float>()[row + i] +
                config.temperature * std::exp(log_std.data_ptr<float>()[row + i]) * rng.normal());
    }
    return z;
}

}  // namespace

std::vector<at::Tensor> generate_frames(const TrainedModel& model,
                                        std::span<const EmotionCurve> emotions, double seconds,
                                        const SamplingConfig& config, std::span<Random> rngs) {
    const c10::InferenceMode no_graph;
    const FrameCvae& network = model.of_sound();
    const ModelDescription& description = model.description;
    const double rate = frames_per_second(description.frames, description.representation);
    const auto frames = static_cast<std::int64_t>(std::ceil(seconds * rate - 1e-6)) + 1;
    const std::int64_t per_latent = network.config().frames_per_latent;
    const std::int64_t latents = (frames + per_latent - 1) / per_latent;
    const auto count = static_cast<std::int64_t>(emotions.size());
    const Forward mode;

    const bool guide = config.guidance != 1.0;
    DecoderState state = network.prior().start(count);
    DecoderState state_without = network.prior().start(count);
    const at::Tensor without = network.embed(at::zeros({count, 2}), at::zeros({count, 1}), mode);
    at::Tensor z = at::zeros({count, network.config().latent_dim});
    std::vector<at::Tensor> drawn, vectors;
    for (std::int64_t t = 0; t < latents; ++t) {
        if (t % 64 == 0) throw_if_interrupted();
        const double now = (static_cast<double>(t) + 0.5) * static_cast<double>(per_latent) / rate;
        at::Tensor emotion = at::empty({count, 2});
        for (std::int64_t b = 0; b < count; ++b) {
            const Emotion e = emotions[static_cast<std::size_t>(b)].at(Seconds(now));
            emotion[b][0] = e.valence;
            emotion[b][1] = e.arousal;
        }
        vectors.push_back(network.embed(emotion, at::ones({count, 1}), mode));
        GaussianMixture mixture = network.prior().step(z, vectors.back(), state);
        if (guide)
            mixture =
                guided(mixture, network.prior().step(z, without, state_without), config.guidance);
        z = draw_latents(mixture, config, rngs);
        drawn.push_back(z);
    }
    at::Tensor all = network.decode(at::stack(drawn, 0), at::stack(vectors, 0), mode);
    if (description.made.spread.defined())
        all = (all - description.made.mean) / description.made.spread;
    std::vector<at::Tensor> pieces;
    for (std::int64_t b = 0; b < count; ++b)
        pieces.push_back(description.frames.statistics.restore(
            all.select(1, b).narrow(0, 0, frames).contiguous()));
    return pieces;
}

}  // namespace affetto
