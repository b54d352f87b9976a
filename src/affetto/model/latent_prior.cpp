#include "affetto/model/latent_prior.hpp"

#include <cmath>
#include <numbers>

namespace affetto {

at::Tensor log_density(const GaussianMixture& mixture, const at::Tensor& z) {
    const at::Tensor deviation = (z.unsqueeze(-2) - mixture.mean) * at::exp(-mixture.log_std);
    const double constant = 0.5 * std::log(2 * std::numbers::pi) * static_cast<double>(z.size(-1));
    const at::Tensor component =
        -0.5 * deviation.square().sum(-1) - mixture.log_std.sum(-1) - constant;
    return at::logsumexp(mixture.log_weight + component, -1);
}

at::Tensor sample(const GaussianMixture& mixture, at::Generator& rng) {
    const at::Tensor chosen = at::multinomial(mixture.log_weight.exp(), 1, false, rng)  // [B, 1]
                                  .unsqueeze(2)
                                  .expand({-1, -1, mixture.mean.size(2)});
    const at::Tensor mean = mixture.mean.gather(1, chosen).squeeze(1);
    const at::Tensor std = mixture.log_std.gather(1, chosen).squeeze(1).exp();
    return mean + std * normal(mean.sizes(), 1.0, rng).to(mean.options());
}

at::Tensor log_density_per_dimension(const GaussianMixture& mixture, const at::Tensor& z) {
    const at::Tensor deviation = (z.unsqueeze(-2) - mixture.mean) * at::exp(-mixture.log_std);
    const at::Tensor component =
        -0.5 * deviation.square() - mixture.log_std - 0.5 * std::log(2 * std::numbers::pi);
    return at::logsumexp(mixture.log_weight.unsqueeze(-1) + component, -2);
}

GaussianMixture guided(const GaussianMixture& conditional, const GaussianMixture& unconditional,
                       double guidance) {
    const auto move = [&](const at::Tensor& with, const at::Tensor& without) {
        return without + guidance * (with - without);
    };
    return {at::log_softmax(move(conditional.log_weight, unconditional.log_weight), -1),
            move(conditional.mean, unconditional.mean), conditional.log_std};
}

LatentPrior::LatentPrior(const ModelConfig& config, std::int64_t window, at::Generator& rng)
    : mixture_(config.mixture), latent_dim_(config.latent_dim) {
    ModelConfig network = config;
    network.decoder = config.prior;
    const std::int64_t dim = config.decoder_dim, given = latent_dim_ + config.emotion_dim;
    in_ = register_module("in", std::make_shared<Linear>(given, dim, rng));
    network_ = register_module("network", make_decoder(network, window, rng));
    hidden_ =
        register_module("hidden", std::make_shared<Linear>(dim + config.emotion_dim, dim, rng));
    out_ = register_module("out",
                           std::make_shared<Linear>(dim, mixture_ * (1 + 2 * latent_dim_), rng));
    // Components that begin as one would stay one.
    torch::NoGradGuard no_grad;
    out_->bias.narrow(0, mixture_, mixture_ * latent_dim_)
        .copy_(normal({mixture_ * latent_dim_}, 0.5, rng));
}

GaussianMixture LatentPrior::head(const at::Tensor& h, const at::Tensor& emotion,
                                  const Forward& mode) const {
    const at::Tensor hidden = gelu_of(hidden_->forward(at::cat({h, emotion}, -1), mode));
    const Forward exact{mode.rng, Precision::float32};
    const at::Tensor out = out_->forward(hidden, exact);
    const auto axes = static_cast<std::size_t>(h.dim() - 1);
    std::vector<std::int64_t> shape = h.sizes().slice(0, axes).vec();
    shape.insert(shape.end(), {mixture_, latent_dim_});
    const std::int64_t values = mixture_ * latent_dim_;
    return {at::log_softmax(out.narrow(-1, 0, mixture_), -1),
            out.narrow(-1, mixture_, values).reshape(shape),
            out.narrow(-1, mixture_ + values, values).reshape(shape).clamp(-5, 3)};
}

GaussianMixture LatentPrior::forward(const at::Tensor& z, const at::Tensor& emotion,
                                     const Forward& mode) const {
    const at::Tensor before =
        at::cat({at::zeros_like(z.narrow(0, 0, 1)), z.narrow(0, 0, z.size(0) - 1)}, 0);
    const at::Tensor x = at::tanh(in_->forward(at::cat({before, emotion}, 2), mode));
    return head(network_->forward(x, mode), emotion, mode);
}

GaussianMixture LatentPrior::step(const at::Tensor& previous, const at::Tensor& emotion,
                                  DecoderState& state) const {
    const Forward mode;
    const at::Tensor x = at::tanh(in_->forward(at::cat({previous, emotion}, 1), mode));
    return head(network_->step(x, state), emotion, mode);
}

}  // namespace affetto
