#include "affetto/pipeline/window_posteriors.hpp"

#include <algorithm>
#include <stdexcept>

#include "affetto/core/progress.hpp"
#include "affetto/model/frame_cvae.hpp"
#include "affetto/training/prior_builder.hpp"

namespace affetto {
namespace {

WindowPosteriors of_sound(const FrameCvae& network, const LatentSet& set,
                          const std::vector<Window>& windows) {
    torch::NoGradGuard no_grad;
    constexpr std::size_t kBatch = 16;
    const Forward mode;
    const std::int64_t rate = network.config().frames_per_latent;
    std::vector<at::Tensor> means, latents;
    for (std::size_t i = 0; i < windows.size();) {
        throw_if_interrupted();
        // Windows of one length: an encoder must not look at padding.
        std::size_t count = 1;
        while (count < kBatch && i + count < windows.size() &&
               windows[i + count].length == windows[i].length)
            ++count;
        const Batch batch = make_batch({windows.data() + i, count}, set);
        const std::int64_t missing = (rate - batch.steps.size(0) % rate) % rate;
        const Posterior q =
            network.encode(at::constant_pad_nd(batch.steps, {0, 0, 0, 0, 0, missing}),
                           network.embed(batch.emotion, batch.known, mode), mode);  // [L, B, Z]
        const std::int64_t own = (windows[i].length + rate - 1) / rate;
        for (std::size_t b = 0; b < count; ++b) {
            latents.push_back(q.mean.select(1, static_cast<std::int64_t>(b)).narrow(0, 0, own));
            means.push_back(latents.back().mean(0));
        }
        i += count;
    }
    return {at::stack(means), at::Tensor(), at::cat(latents).var(0)};
}

}  // namespace

WindowPosteriors posteriors_of(const Network& network, const LatentSet& set,
                               const std::vector<Window>& windows) {
    if (windows.size() < 2) throw std::invalid_argument("posteriors_of: fewer than two windows");
    if (const auto* sound = dynamic_cast<const FrameCvae*>(&network))
        return of_sound(*sound, set, windows);
    const Posterior q = encode_windows(dynamic_cast<const Cvae&>(network), set, windows);
    return {q.mean, kl_per_dimension(q), q.mean.var(0)};
}

std::vector<Window> first_windows(const LatentSet& set, const std::string& split,
                                  std::size_t count) {
    std::vector<const LatentClip*> clips;
    for (const LatentClip& clip : set.clips)
        if (clip.split == split) clips.push_back(&clip);
    count = std::min(count, clips.size());
    std::vector<Window> windows;
    for (std::size_t i = 0; i < count; ++i) {
        const LatentClip* clip = clips[clips.size() * i / count];
        windows.push_back({clip, 0, std::min<std::int64_t>(clip->features.size(0), set.window)});
    }
    return windows;
}

}  // namespace affetto
