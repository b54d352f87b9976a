#include "affetto/training/feature_discriminator.hpp"

#include <cmath>
#include <functional>
#include <numeric>

#include "affetto/core/error.hpp"

namespace affetto {
namespace {

constexpr double kSlope = 0.2;  // of LeakyReLU
constexpr std::int64_t kTime = 3, kWidth = 5;
constexpr std::int64_t kEmotionTerms = 5;

/// [B, 5]; zeros where the emotion is not known.
at::Tensor emotion_terms(const at::Tensor& emotion, const at::Tensor& known) {
    const at::Tensor valence = emotion.narrow(1, 0, 1), arousal = emotion.narrow(1, 1, 1);
    return known * at::cat({valence, arousal, valence * arousal, valence.abs(), arousal.abs()}, 1);
}

std::string vector_name(std::size_t weight, const char* side) {
    return "discriminator.spectral_" + std::to_string(weight) + "." + side;
}

}  // namespace

FeatureLayout layout_of(Representation representation, std::int64_t values) {
    if (kind_of(representation) == "categorical")
        throw UsageError(
            "--adversarial: the values of '" + std::string(name_of(representation)) +
            "' are classes, and no gradient flows from a discriminator through the draw of a "
            "class; use it with roll, mel, mfcc, chroma or encodec");
    if (representation == Representation::roll) return {2, values / 2};
    if (representation == Representation::mel) return {1, values};
    return {values, 1};
}

FeatureDiscriminator::FeatureDiscriminator(const FeatureLayout& layout, int channels,
                                           bool spectral_norm, at::Generator& rng)
    : layout_(layout), spectral_norm_(spectral_norm) {
    const bool wide = layout.width > 1;
    const auto layer = [&](std::int64_t in, std::int64_t out, std::int64_t width,
                           std::int64_t stride, std::int64_t dilation) {
        return Layer{make_weight({out, in, kTime, wide ? width : 1}, rng), at::zeros({out}),
                     wide ? stride : 1, dilation};
    };
    layers_.push_back(layer(layout.planes, channels, kWidth, 2, 1));
    for (const int dilation : {1, 2, 4})
        layers_.push_back(layer(channels, channels, kWidth, 2, dilation));
    layers_.push_back(layer(channels, channels, 3, 1, 1));
    to_logit_ = layer(channels, 1, 3, 1, 1);
    emotion_ = make_weight({channels, kEmotionTerms}, rng);
}

FeatureDiscriminator::Weight FeatureDiscriminator::make_weight(at::IntArrayRef shape,
                                                               at::Generator& rng) const {
    const double inputs = std::accumulate(shape.begin() + 1, shape.end(), 1.0, std::multiplies<>());
    Weight weight{uniform(shape, 1 / std::sqrt(inputs), rng), nullptr};
    if (spectral_norm_) weight.norm = std::make_shared<SpectralNorm>(weight.value, rng);
    return weight;
}

at::Tensor FeatureDiscriminator::Layer::operator()(const at::Tensor& x) const {
    const std::int64_t width = weight.value.size(3);
    return at::conv2d(x, weight(), bias, {1, stride}, {dilation, (width - 1) / 2}, {dilation, 1});
}

Judgements FeatureDiscriminator::operator()(const at::Tensor& frames, const at::Tensor& mask,
                                            const at::Tensor& emotion,
                                            const at::Tensor& known) const {
    const std::int64_t steps = frames.size(0), batch = frames.size(1);
    Judgement judgement;
    at::Tensor x = (frames * mask.unsqueeze(2))
                       .view({steps, batch, layout_.planes, layout_.width})
                       .permute({1, 2, 0, 3});  // [B, planes, T, width]
    for (const Layer& layer : layers_) {
        x = at::leaky_relu(layer(x), kSlope);
        judgement.features.push_back(x);
    }
    const at::Tensor wanted = at::mm(emotion_terms(emotion, known), emotion_().t());  // [B, C]
    judgement.logits =
        to_logit_(x) + (x * wanted.unsqueeze(2).unsqueeze(3)).sum(1, /*keepdim=*/true);
    judgement.mask = mask.t().reshape({batch, 1, steps, 1});
    Judgements judgements;
    judgements.push_back(std::move(judgement));
    return judgements;
}

std::vector<const FeatureDiscriminator::Weight*> FeatureDiscriminator::weights() const {
    std::vector<const Weight*> list;
    for (const Layer& layer : layers_) list.push_back(&layer.weight);
    list.insert(list.end(), {&to_logit_.weight, &emotion_});
    return list;
}

void FeatureDiscriminator::iterate() {
    for (const Weight* weight : weights())
        if (weight->norm) weight->norm->iterate(weight->value);
}

std::vector<at::Tensor> FeatureDiscriminator::parameters() const {
    std::vector<at::Tensor> list;
    for (const Layer& layer : layers_) list.insert(list.end(), {layer.weight.value, layer.bias});
    list.insert(list.end(), {to_logit_.weight.value, to_logit_.bias, emotion_.value});
    return list;
}

NamedTensors FeatureDiscriminator::vectors() const {
    NamedTensors tensors;
    const std::vector<const Weight*> all = weights();
    for (std::size_t i = 0; i < all.size(); ++i) {
        if (!all[i]->norm) continue;
        tensors[vector_name(i, "left")] = all[i]->norm->left;
        tensors[vector_name(i, "right")] = all[i]->norm->right;
    }
    return tensors;
}

void FeatureDiscriminator::load_vectors(const TensorFile& file) {
    const std::vector<const Weight*> all = weights();
    for (std::size_t i = 0; i < all.size(); ++i) {
        if (!all[i]->norm) continue;
        SpectralNorm& norm = *all[i]->norm;
        norm.left = file.require(vector_name(i, "left"), norm.left.sizes(), at::kFloat);
        norm.right = file.require(vector_name(i, "right"), norm.right.sizes(), at::kFloat);
    }
}

}  // namespace affetto
