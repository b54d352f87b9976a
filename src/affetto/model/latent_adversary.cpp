#include "affetto/model/latent_adversary.hpp"

namespace affetto {
namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

class ReverseGradient : public torch::autograd::Function<ReverseGradient> {
public:
    static at::Tensor forward(AutogradContext* context, const at::Tensor& x, double scale) {
        context->saved_data["scale"] = scale;
        return x.view_as(x);
    }

    static variable_list backward(AutogradContext* context, variable_list grads) {
        return {grads[0] * -context->saved_data["scale"].toDouble(), at::Tensor()};
    }
};

/// Mean 0 and deviation 1 over the batch.
at::Tensor standardised(const at::Tensor& x) {
    constexpr double kSmallest = 1e-6;  // of a variance
    const at::Tensor deviation = x - x.mean(0, true);
    return deviation / (deviation.square().mean(0, true) + kSmallest).sqrt();
}

/// quadrant_of() for valence and arousal [B, 2]: int64 [B], 0 for Q1.
at::Tensor quadrants_of(const at::Tensor& emotion) {
    const at::Tensor pleasant = emotion.select(1, 0) >= 0, excited = emotion.select(1, 1) >= 0;
    const at::Tensor upper = at::logical_not(pleasant).to(at::kLong);
    return at::where(excited, upper, 3 - upper);
}

}  // namespace

at::Tensor reverse_gradient(const at::Tensor& x, double scale) {
    return ReverseGradient::apply(x, scale);
}

LatentAdversary::LatentAdversary(std::int64_t values, std::int64_t hidden, double weight,
                                 at::Generator& rng)
    : weight_(weight) {
    hidden_ = register_module("hidden", std::make_shared<Linear>(values, hidden, rng));
    out_ = register_module("out", std::make_shared<Linear>(hidden, kNumQuadrants, rng));
}

at::Tensor LatentAdversary::forward(const at::Tensor& latent) const {
    const Forward exact;
    return out_->forward(gelu_of(hidden_->forward(standardised(latent), exact)), exact);
}

void LatentAdversary::charge(VaeLoss& loss, const at::Tensor& latent, const Batch& batch) const {
    const at::Tensor labelled = batch.known.select(1, 0).nonzero().squeeze(1);
    if (labelled.size(0) < 2) return;
    const at::Tensor logits = forward(reverse_gradient(latent.index_select(0, labelled), weight_));
    const at::Tensor quadrant = quadrants_of(batch.emotion.index_select(0, labelled));
    const at::Tensor cross_entropy = at::nll_loss(at::log_softmax(logits, 1), quadrant);
    // Its value is no part of what the model is to be good at; its gradient is.
    loss.total = loss.total + (cross_entropy - cross_entropy.detach());
    loss.adversary_loss = cross_entropy.item<double>();
}

}  // namespace affetto
