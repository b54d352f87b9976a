#include "affetto/model/vae.hpp"

#include <cmath>
#include <numbers>

namespace affetto {

at::Tensor kl_per_dimension(const Posterior& q) {
    return 0.5 * (q.mean.square() + q.log_var.exp() - q.log_var - 1);
}

at::Tensor charged_kl(const Posterior& q, double free_nats) {
    return kl_per_dimension(q).mean(0).clamp_min(free_nats).sum();
}

at::Tensor calibrated_gaussian_nll(const at::Tensor& error, const at::Tensor& mask,
                                   std::int64_t values) {
    const at::Tensor mse = ((error * mask).sum(0) / mask.sum(0)).mean();
    const double half = 0.5 * static_cast<double>(values);
    return half * (at::log(mse) + std::log(2 * std::numbers::pi) + 1);
}

at::Tensor sample(const Posterior& q, at::Generator& rng) {
    return q.mean +
           at::exp(0.5 * q.log_var) * normal(q.mean.sizes(), 1.0, rng).to(q.mean.options());
}

}  // namespace affetto
