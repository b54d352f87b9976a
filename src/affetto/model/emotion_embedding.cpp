#include "affetto/model/emotion_embedding.hpp"

namespace affetto {

at::Tensor withhold(const at::Tensor& known, double probability, const Forward& mode) {
    if (!mode.training() || probability == 0) return known;
    return known * bernoulli(known.sizes(), 1 - probability, *mode.rng).to(known.options());
}

EmotionEmbedding::EmotionEmbedding(std::int64_t dim, at::Generator& rng) {
    in_ = register_module("in", std::make_shared<Linear>(5, 2 * dim, rng));
    out_ = register_module("out", std::make_shared<Linear>(2 * dim, dim, rng));
    unknown_ = register_parameter("unknown", normal({dim}, 0.1, rng));
}

at::Tensor EmotionEmbedding::forward(const at::Tensor& emotion, const at::Tensor& known,
                                     const Forward& mode) const {
    const at::Tensor valence = emotion.narrow(1, 0, 1), arousal = emotion.narrow(1, 1, 1);
    const at::Tensor point =
        at::cat({valence, arousal, valence * arousal, valence.abs(), arousal.abs()}, 1);
    const Forward exact{mode.rng, Precision::float32};
    const at::Tensor vector = out_->forward(at::tanh(in_->forward(point * 2, exact)), exact);
    return known * vector + (1 - known) * unknown_;
}

}  // namespace affetto
