#include "affetto/training/judgement.hpp"

namespace affetto {
namespace {

constexpr double kSmallest = 1e-8;  // features may all be 0

/// The mean over what counts of x [B, C, T, F].
at::Tensor mean_of(const at::Tensor& x, const at::Tensor& mask) {
    if (!mask.defined()) return x.mean();
    return (x * mask).sum() / (mask.sum() * static_cast<double>(x.size(1) * x.size(3)));
}

}  // namespace

at::Tensor discriminator_loss(const Judgements& real, const Judgements& made) {
    at::Tensor sum = at::zeros({});
    for (std::size_t i = 0; i < real.size(); ++i)
        sum = sum + mean_of(at::relu(1 - real[i].logits), real[i].mask) +
              mean_of(at::relu(1 + made[i].logits), made[i].mask);
    return sum / static_cast<double>(real.size());
}

at::Tensor adversarial_loss(const Judgements& made) {
    at::Tensor sum = at::zeros({});
    for (const Judgement& judgement : made)
        sum = sum + mean_of(at::relu(1 - judgement.logits), judgement.mask);
    return sum / static_cast<double>(made.size());
}

at::Tensor feature_matching_loss(const Judgements& real, const Judgements& made) {
    at::Tensor sum = at::zeros({});
    for (std::size_t i = 0; i < real.size(); ++i) {
        const auto layers = static_cast<double>(real[i].features.size());
        for (std::size_t k = 0; k < real[i].features.size(); ++k) {
            const at::Tensor& wanted = real[i].features[k];
            const at::Tensor error = mean_of((made[i].features[k] - wanted).abs(), real[i].mask);
            sum = sum + error / (mean_of(wanted.abs(), real[i].mask) + kSmallest) / layers;
        }
    }
    return sum / static_cast<double>(real.size());
}

}  // namespace affetto
