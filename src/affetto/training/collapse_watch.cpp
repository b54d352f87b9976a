#include "affetto/training/collapse_watch.hpp"

#include <algorithm>
#include <numeric>

#include "affetto/core/text.hpp"

namespace affetto {
namespace {

constexpr double kActiveShare = 0.1;
constexpr double kLeastKl = 1;  // nats a clip

double total_kl(const LatentUse& use) {
    const std::vector<double> each = use.kl_per_dimension();
    return std::accumulate(each.begin(), each.end(), 0.0);
}

}  // namespace

bool posterior_collapsed(const LatentUse& use, const TrainingConfig& config, std::int64_t step) {
    if (!use.kl.defined() || config.beta == 0) return false;
    if (step < std::max(config.warmup_steps, config.beta_warmup_steps)) return false;
    const double active = static_cast<double>(use.active_units());
    return active <= kActiveShare * static_cast<double>(use.kl.numel()) && total_kl(use) < kLeastKl;
}

std::string collapse_advice(const LatentUse& use, const TrainingConfig& config, std::int64_t step) {
    return "the posterior has collapsed at step " + std::to_string(step) + ": " +
           std::to_string(use.active_units()) + " of " + std::to_string(use.kl.numel()) +
           " latent dimensions are active, KL " + format_fixed(total_kl(use), 2) +
           " nats a clip, so the decoder does without the latent; try a lower --beta (now " +
           format_number(config.beta) + "), --beta-schedule cyclical, or more free bits (" +
           "training.free_nats in --config, now " + format_number(config.free_nats) + ")";
}

}  // namespace affetto
