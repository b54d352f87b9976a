#include "affetto/model/latent_use.hpp"

namespace affetto {

void LatentUse::add(const LatentUse& other) {
    if (!other.kl.defined()) return;
    kl = kl.defined() ? kl + other.kl : other.kl;
    mean = mean.defined() ? mean + other.mean : other.mean;
    square = square.defined() ? square + other.square : other.square;
    clips += other.clips;
    latents += other.latents;
}

std::vector<double> LatentUse::kl_per_dimension() const {
    if (!kl.defined()) return {};
    const at::Tensor values = (kl / clips).contiguous();
    return {values.data_ptr<double>(), values.data_ptr<double>() + values.numel()};
}

std::int64_t LatentUse::active_units() const {
    if (!mean.defined()) return 0;
    const at::Tensor variance = square / latents - (mean / latents).square();
    return (variance > kActiveVariance).sum().item<std::int64_t>();
}

std::int64_t active_units(const at::Tensor& means) {
    return (means.to(at::kDouble).var(0, false) > kActiveVariance).sum().item<std::int64_t>();
}

LatentUse latent_use(const at::Tensor& means, const at::Tensor& kl, std::int64_t clips) {
    const torch::NoGradGuard no_grad;
    const auto summed = [](const at::Tensor& x) { return x.sum(0).to(at::kCPU); };
    const at::Tensor m = means.to(at::kDouble);
    return {summed(kl.to(at::kDouble)), summed(m), summed(m.square()), static_cast<double>(clips),
            static_cast<double>(means.size(0))};
}

}  // namespace affetto
