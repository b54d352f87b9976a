#include "affetto/model/emotion_head.hpp"

namespace affetto {

at::Tensor mean_and_spread(const at::Tensor& x, const at::Tensor& mask) {
    constexpr double kSmallest = 1e-6;  // of a variance: the root's slope has no bound at 0
    const at::Tensor counts = mask.unsqueeze(2);
    const at::Tensor steps = counts.sum(0);
    const at::Tensor mean = (x * counts).sum(0) / steps;
    const at::Tensor variance = ((x - mean.unsqueeze(0)).square() * counts).sum(0) / steps;
    return at::cat({mean, (variance + kSmallest).sqrt()}, 1);
}

EmotionHead::EmotionHead(std::int64_t values, std::int64_t hidden, double weight,
                         at::Generator& rng)
    : weight_(weight) {
    hidden_ = register_module("hidden", std::make_shared<Linear>(2 * values, hidden, rng));
    out_ = register_module("out", std::make_shared<Linear>(hidden, 2, rng));
}

at::Tensor EmotionHead::forward(const at::Tensor& x, const at::Tensor& mask) const {
    const Forward exact;
    const at::Tensor h = gelu_of(hidden_->forward(mean_and_spread(x, mask), exact));
    return at::tanh(out_->forward(h, exact));
}

void EmotionHead::charge(VaeLoss& loss, const at::Tensor& x, const at::Tensor& mask,
                         const Batch& batch) const {
    const at::Tensor known = batch.known.sum();
    if (known.item<double>() == 0) return;
    const at::Tensor error = (forward(x, mask) - batch.emotion).square().mean(1, true);
    const at::Tensor mean = (error * batch.known).sum() / known;
    loss.total = loss.total + weight_ * mean;
    loss.emotion_error = mean.item<double>();
}

}  // namespace affetto
