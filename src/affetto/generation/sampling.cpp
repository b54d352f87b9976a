#include "affetto/generation/sampling.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace affetto {

SamplingConfig sampling_of_pitch(const SamplingConfig& config) {
    return {config.temperature, config.top_p, 1 + 2 * (config.guidance - 1)};
}

SamplingConfig sampling_of_part(const SamplingConfig& config) { return config; }

SamplingConfig sampling_of_time(const SamplingConfig& config) {
    return {config.temperature, 1, config.guidance};
}

void guide(std::span<float> conditional, std::span<const float> unconditional, double guidance) {
    const auto g = static_cast<float>(guidance);
    for (std::size_t i = 0; i < conditional.size(); ++i)
        conditional[i] = unconditional[i] + g * (conditional[i] - unconditional[i]);
}

int draw(std::span<const float> logits, const SamplingConfig& config, Random& rng) {
    const auto likeliest =
        static_cast<int>(std::max_element(logits.begin(), logits.end()) - logits.begin());
    if (config.temperature <= 0) return likeliest;
    const double peak = logits[static_cast<std::size_t>(likeliest)];
    std::vector<double> weights(logits.size());
    double total = 0;
    for (std::size_t i = 0; i < logits.size(); ++i)
        total += weights[i] = std::exp((logits[i] - peak) / config.temperature);
    if (config.top_p < 1) {
        std::vector<int> order(logits.size());
        std::iota(order.begin(), order.end(), 0);
        std::sort(order.begin(), order.end(), [&](int a, int b) {
            const double wa = weights[static_cast<std::size_t>(a)];
            const double wb = weights[static_cast<std::size_t>(b)];
            return wa != wb ? wa > wb : a < b;
        });
        double kept = 0;
        for (const int i : order) {
            double& weight = weights[static_cast<std::size_t>(i)];
            if (kept >= config.top_p * total)
                weight = 0;
            else
                kept += weight;
        }
    }
    return static_cast<int>(rng.choose(weights));
}

}  // namespace affetto
