#include "affetto/training/discriminator_weights.hpp"

namespace affetto {
namespace {

constexpr AdamW::Betas kBetas{0.5, 0.9};

}  // namespace

DiscriminatorWeights::DiscriminatorWeights(std::vector<at::Tensor> weights)
    : weights_(std::move(weights)), parameters_(weights_), optimizer_(parameters_, kBetas) {}

double DiscriminatorWeights::update(const std::function<at::Tensor()>& loss, double learning_rate,
                                    double clip_norm, Ranks* ranks) {
    for (at::Tensor& weight : weights_) weight.set_requires_grad(true);
    parameters_.gradients.zero_();
    const at::Tensor value = loss();
    value.backward();
    for (at::Tensor& weight : weights_) weight.set_requires_grad(false);
    if (ranks != nullptr) ranks->average(parameters_.gradients);
    clip_gradients(parameters_, clip_norm);
    optimizer_.update(parameters_, learning_rate, 0, updates_++);
    return value.item<double>();
}

NamedTensors DiscriminatorWeights::state() const {
    return {{"discriminator.parameters", parameters_.values},
            {"discriminator.mean", optimizer_.mean},
            {"discriminator.square", optimizer_.square},
            {"discriminator.updates", at::full({1}, updates_, at::kLong)}};
}

void DiscriminatorWeights::load(const TensorFile& file) {
    if (file.tensors.count("discriminator.parameters") == 0) return;
    const std::int64_t count = parameters_.values.numel();
    const torch::NoGradGuard no_grad;
    parameters_.values.copy_(file.require("discriminator.parameters", {count}, at::kFloat));
    optimizer_.mean.copy_(file.require("discriminator.mean", {count}, at::kFloat));
    optimizer_.square.copy_(file.require("discriminator.square", {count}, at::kFloat));
    updates_ = file.require("discriminator.updates", {1}, at::kLong).item<std::int64_t>();
}

}  // namespace affetto
