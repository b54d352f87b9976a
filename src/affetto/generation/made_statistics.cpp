#include "affetto/generation/made_statistics.hpp"

#include "affetto/generation/sound_generator.hpp"

namespace affetto {

MadeStatistics measure_made_statistics(TrainedModel model, const std::vector<Emotion>& emotions,
                                       std::uint64_t seed) {
    constexpr double kSeconds = 10, kSmallest = 0.1, kLargest = 10;
    constexpr std::uint64_t kStream = 2'000;  // apart from the draws of training and its samples
    model.description.made = {};
    std::vector<EmotionCurve> curves;
    std::vector<Random> rngs;
    for (const Emotion& emotion : emotions) {
        rngs.emplace_back(seed, kStream + curves.size());
        curves.push_back({"", {{Seconds(0), emotion}}});
    }
    const FeatureStatistics& real = model.description.frames.statistics;
    const at::Tensor made = real.normalise(at::cat(generate_frames(
        model, curves, kSeconds, usual_sampling(model.description.representation), rngs)));
    return {made.mean(0).to(at::kFloat),
            made.std(0, false).clamp(kSmallest, kLargest).to(at::kFloat)};
}

std::vector<Emotion> emotions_to_measure(const LatentSet& set) {
    constexpr std::size_t kMost = 32;
    std::vector<Emotion> all, chosen;
    for (const LatentClip& clip : set.clips)
        if (clip.split == "train" && clip.emotion) all.push_back(*clip.emotion);
    if (all.empty()) return {Emotion{}};
    const std::size_t count = std::min(kMost, all.size());
    for (std::size_t i = 0; i < count; ++i) chosen.push_back(all[all.size() * i / count]);
    return chosen;
}

}  // namespace affetto
