#include "affetto/training/validation.hpp"

#include <algorithm>
#include <span>
#include <tuple>

#include "affetto/model/batch_device.hpp"

namespace affetto {
namespace {

/// The latent's use on all ranks; one without windows brings zeros.
void sum_over(Ranks& ranks, LatentUse& use) {
    if (ranks.alone()) return;
    double most[] = {use.kl.defined() ? static_cast<double>(use.kl.numel()) : 0.0,
                     use.kl.defined() ? 1.0 : 0.0, use.clips, use.latents};
    ranks.sum(most);
    if (most[1] == 0) return;
    const auto size = static_cast<std::int64_t>(most[0] / most[1]);
    use.clips = most[2];
    use.latents = most[3];
    for (at::Tensor* part : {&use.kl, &use.mean, &use.square}) {
        at::Tensor values = part->defined() ? part->contiguous() : at::zeros({size}, at::kDouble);
        ranks.sum(std::span<double>(values.data_ptr<double>(), static_cast<std::size_t>(size)));
        *part = values;
    }
}

}  // namespace

VaeLoss validate_on(const Network& network, const LatentSet& set,
                    const std::vector<Window>& windows, const LossConfig& loss_config,
                    Precision precision, Ranks& ranks) {
    torch::NoGradGuard no_grad;
    const at::Device device = network.parameters().front().device();
    VaeLoss sum;
    double total = 0, steps = 0;
    constexpr std::size_t kBatch = 16;
    for (std::size_t i = 0; i < windows.size(); i += kBatch) {
        if (static_cast<int>(i / kBatch) % ranks.size() != ranks.rank()) continue;
        const std::size_t count = std::min(kBatch, windows.size() - i);
        const Batch batch = on_device(make_batch({windows.data() + i, count}, set), device);
        const VaeLoss loss = network.loss(batch, loss_config, {nullptr, precision});
        const auto weight = batch.mask.sum().item<double>();
        total += loss.total.item<double>() * weight;
        sum.reconstruction += loss.reconstruction * weight;
        sum.kl += loss.kl * weight;
        sum.use.add(loss.use);
        steps += weight;
    }
    double sums[] = {total, sum.reconstruction, sum.kl, steps};
    ranks.sum(sums);
    std::tie(total, sum.reconstruction, sum.kl, steps) =
        std::tie(sums[0], sums[1], sums[2], sums[3]);
    sum_over(ranks, sum.use);
    sum.total = at::scalar_tensor(total / steps, at::kDouble);
    sum.reconstruction /= steps;
    sum.kl /= steps;
    return sum;
}

}  // namespace affetto
