#include "affetto/model/vae.hpp"

namespace affetto {

at::Tensor kl_per_dimension(const Posterior& q) {
    return 0.5 * (q.mean.square() + q.log_var.exp() - q.log_var - 1);
}

at::Tensor charged_kl(const Posterior& q, double free_nats) {
    return kl_per_dimension(q).mean(0).clamp_min(free_nats).sum();
}

at::Tensor sample(const Posterior& q, at::Generator& rng) {
    return q.mean +
           at::exp(0.5 * q.log_var) * normal(q.mean.sizes(), 1.0, rng).to(q.mean.options());
}

}  // namespace affetto
