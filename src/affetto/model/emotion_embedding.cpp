#include "affetto/model/emotion_embedding.hpp"

#include <algorithm>
#include <stdexcept>

namespace affetto {
namespace {

/// Points [N, 2] of all named emotions.
at::Tensor points_of_names() {
    std::vector<float> points;
    for (const NamedEmotion& named : named_emotions())
        points.insert(points.end(), {named.emotion.valence, named.emotion.arousal});
    return at::tensor(points).view({-1, 2});
}

/// weights_near() of points [B, 2] among names at [N, 2]: [B, N].
at::Tensor soft_weights(const at::Tensor& points, const at::Tensor& names) {
    const at::Tensor squares = (points.unsqueeze(1) - names.unsqueeze(0)).square().sum(2);
    return at::softmax(squares / (-2 * kNameWidth * kNameWidth), 1);
}

/// Where the weight of each of all names goes: [N, W], rows that sum to 1.
at::Tensor shares_of(const std::vector<std::string>& own, const at::Tensor& points) {
    const auto names = named_emotions();
    std::vector<std::int64_t> rows;
    for (const std::string& name : own)
        rows.push_back(std::find_if(names.begin(), names.end(),
                                    [&](const NamedEmotion& n) { return n.name == name; }) -
                       names.begin());
    at::Tensor shares = soft_weights(points, points.index_select(0, at::tensor(rows)));
    for (std::size_t w = 0; w < rows.size(); ++w) {
        shares[rows[w]].zero_();
        shares[rows[w]][static_cast<std::int64_t>(w)] = 1;
    }
    return shares;
}

}  // namespace

at::Tensor withhold(const at::Tensor& known, double probability, const Forward& mode) {
    if (!mode.training() || probability == 0) return known;
    return known * bernoulli(known.sizes(), 1 - probability, *mode.rng).to(known.options());
}

std::int64_t emotion_columns() { return 2 + static_cast<std::int64_t>(named_emotions().size()); }

void write_emotion(Emotion point, const NameWeights& names, std::span<float> out) {
    if (names.size() + 2 != out.size())
        throw std::invalid_argument("write_emotion: a weight for each named emotion is needed");
    out[0] = point.valence;
    out[1] = point.arousal;
    std::copy(names.begin(), names.end(), out.begin() + 2);
}

EmotionEmbedding::EmotionEmbedding(const ModelConfig& config, at::Generator& rng)
    : dim_(config.emotion_dim) {
    if (!hears_emotion(config)) return;
    if (config.emotion != "names") {
        in_ = register_module("in", std::make_shared<Linear>(5, 2 * dim_, rng));
        out_ = register_module("out", std::make_shared<Linear>(2 * dim_, dim_, rng));
    }
    unknown_ = register_parameter("unknown", normal({dim_}, 0.1, rng));
    if (!hears_names(config)) return;
    constexpr double kSpread = 0.3;  // about that of the vectors of points
    std::vector<std::string> own = config.emotion_names;
    if (own.empty())
        for (const NamedEmotion& named : named_emotions()) own.emplace_back(named.name);
    points_ = register_buffer("points", points_of_names());
    weights_to_own_ = register_buffer("weights_to_own", shares_of(own, points_));
    names_ = register_parameter(
        "names", normal({static_cast<std::int64_t>(own.size()), dim_}, kSpread, rng));
}

at::Tensor EmotionEmbedding::weights(const at::Tensor& emotion) const {
    const at::Tensor all = emotion.size(1) == 2 ? soft_weights(emotion, points_)
                                                : emotion.narrow(1, 2, emotion.size(1) - 2);
    return at::matmul(all, weights_to_own_);
}

at::Tensor EmotionEmbedding::forward(const at::Tensor& emotion, const at::Tensor& known,
                                     const Forward& mode) const {
    if (!unknown_.defined()) return at::zeros({emotion.size(0), dim_}, known.options());
    at::Tensor vector;
    if (in_) {
        const at::Tensor valence = emotion.narrow(1, 0, 1), arousal = emotion.narrow(1, 1, 1);
        const at::Tensor point =
            at::cat({valence, arousal, valence * arousal, valence.abs(), arousal.abs()}, 1);
        const Forward exact{mode.rng, Precision::float32};
        vector = out_->forward(at::tanh(in_->forward(point * 2, exact)), exact);
    }
    if (names_.defined()) {
        const at::Tensor mixed = at::matmul(weights(emotion), names_);
        vector = vector.defined() ? vector + mixed : mixed;
    }
    return known * vector + (1 - known) * unknown_;
}

}  // namespace affetto
