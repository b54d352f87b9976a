#include "affetto/training/prior_builder.hpp"

#include <algorithm>
#include <chrono>

#include "affetto/training/label_trust.hpp"

namespace affetto {

Posterior encode_windows(const Cvae& network, const LatentSet& set,
                         const std::vector<Window>& windows) {
    torch::NoGradGuard no_grad;
    constexpr std::size_t kBatch = 32;
    std::vector<at::Tensor> means, log_vars;
    for (std::size_t i = 0; i < windows.size(); i += kBatch) {
        const std::size_t count = std::min(kBatch, windows.size() - i);
        const Posterior q = network.encode(make_batch({windows.data() + i, count}, set), Forward{});
        means.push_back(q.mean);
        log_vars.push_back(q.log_var);
    }
    return {at::cat(means, 0), at::cat(log_vars, 0)};
}

namespace {

/// All of a prior but its posterior, and the windows to take that of.
struct PriorWindows {
    Prior prior;
    std::vector<Window> windows;
};

PriorWindows windows_of_prior(const Cvae& network, const LatentSet& set, double inferred_spread) {
    const bool hears = hears_emotion(network.config());
    const auto believed = [&](const LatentClip& c) {
        return c.emotion.has_value() && label_trust(c, inferred_spread) > 0;
    };
    const bool labelled =
        hears && std::any_of(set.clips.begin(), set.clips.end(), [&](const LatentClip& c) {
            return c.split == "train" && believed(c);
        });
    PriorWindows made;
    auto& [prior, windows] = made;
    for (const LatentClip& clip : set.clips) {
        if (clip.split != "train" || (labelled && !believed(clip))) continue;
        const double trust = labelled ? label_trust(clip, inferred_spread) : 1;
        const std::int64_t steps = clip.features.size(0);
        const std::int64_t length = std::min<std::int64_t>(steps, set.window);
        std::vector<std::int64_t> begins{0};
        if (steps > length + length / 2) begins.push_back((steps - length) / 2);
        if (steps > length + length / 4) begins.push_back(steps - length);
        for (const std::int64_t begin : begins) {
            windows.push_back({&clip, begin, length});
            prior.emotions.push_back(hears ? clip.emotion.value_or(Emotion{}) : Emotion{});
            prior.conditions.push_back(clip.condition);
            prior.instruments.push_back(instruments_of(clip, set.format));
            // Dense clips have more windows, and would make the music too dense.
            prior.weights.push_back(trust / static_cast<double>(begins.size()));
        }
    }
    return made;
}

}  // namespace

Prior build_prior(const Cvae& network, const LatentSet& set, double inferred_spread) {
    PriorWindows made = windows_of_prior(network, set, inferred_spread);
    made.prior.posterior = encode_windows(network, set, made.windows);
    return std::move(made.prior);
}

double seconds_of_prior(const Cvae& network, const LatentSet& set, double inferred_spread) {
    constexpr std::size_t kMeasured = 32;
    const std::vector<Window> all = windows_of_prior(network, set, inferred_spread).windows;
    if (all.empty()) return 0;
    const std::size_t count = std::min(kMeasured, all.size());
    const auto start = std::chrono::steady_clock::now();
    (void)encode_windows(network, set, {all.begin(), all.begin() + static_cast<long>(count)});
    const double seconds =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    return seconds * static_cast<double>(all.size()) / static_cast<double>(count);
}

}  // namespace affetto
