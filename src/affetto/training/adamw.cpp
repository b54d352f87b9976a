#include "affetto/training/adamw.hpp"

#include <cmath>

namespace affetto {
namespace {

constexpr double kEpsilon = 1e-8;

}  // namespace

AdamW::AdamW(const FlatParameters& parameters, const Betas& b)
    : mean(at::zeros_like(parameters.values)),
      square(at::zeros_like(parameters.values)),
      betas(b) {}

void AdamW::update(FlatParameters& parameters, double learning_rate, double weight_decay,
                   std::int64_t step) {
    torch::NoGradGuard no_grad;
    const double n = static_cast<double>(step) + 1;
    const double correction1 = 1 - std::pow(betas.mean, n),
                 correction2 = 1 - std::pow(betas.square, n);
    mean.mul_(betas.mean).add_(parameters.gradients, 1 - betas.mean);
    square.mul_(betas.square)
        .addcmul_(parameters.gradients, parameters.gradients, 1 - betas.square);
    if (weight_decay > 0)
        parameters.values.addcmul_(parameters.values, parameters.decayed,
                                   -learning_rate * weight_decay);
    const at::Tensor scale = square.sqrt().mul_(1 / std::sqrt(correction2)).add_(kEpsilon);
    parameters.values.addcdiv_(mean, scale, -learning_rate / correction1);
}

double clip_gradients(FlatParameters& parameters, double max_norm) {
    torch::NoGradGuard no_grad;
    const double norm = parameters.gradients.norm().item<double>();
    if (norm > max_norm) parameters.gradients.mul_(max_norm / norm);
    return norm;
}

}  // namespace affetto
