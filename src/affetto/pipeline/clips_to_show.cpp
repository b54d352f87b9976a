#include "affetto/pipeline/clips_to_show.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace affetto {
namespace {

/// Of these clips the one with the most usual label.
std::size_t typical(std::span<const std::optional<Emotion>> emotions,
                    const std::vector<std::size_t>& clips) {
    if (!emotions[clips.front()]) return clips[clips.size() / 2];
    double valence = 0, arousal = 0;
    for (const std::size_t i : clips) {
        valence += emotions[i]->valence / static_cast<double>(clips.size());
        arousal += emotions[i]->arousal / static_cast<double>(clips.size());
    }
    const auto distance = [&](std::size_t i) {
        return std::hypot(emotions[i]->valence - valence, emotions[i]->arousal - arousal);
    };
    double least = distance(clips.front());
    for (const std::size_t i : clips) least = std::min(least, distance(i));
    constexpr double kSame = 1e-6;
    std::vector<std::size_t> nearest;
    for (const std::size_t i : clips)
        if (distance(i) <= least + kSame) nearest.push_back(i);
    return nearest[nearest.size() / 2];
}

}  // namespace

std::vector<std::size_t> clips_to_show(std::span<const std::optional<Emotion>> emotions,
                                       std::size_t per_quadrant) {
    std::array<std::vector<std::size_t>, kNumQuadrants + 1> kinds;  // the last: without a label
    for (std::size_t i = 0; i < emotions.size(); ++i)
        kinds[emotions[i] ? static_cast<std::size_t>(quadrant_of(*emotions[i])) : kNumQuadrants]
            .push_back(i);
    if (kinds[kNumQuadrants].size() < emotions.size()) kinds[kNumQuadrants].clear();
    std::vector<std::size_t> chosen;
    for (std::vector<std::size_t>& clips : kinds) {
        if (clips.empty() || per_quadrant == 0) continue;
        chosen.push_back(typical(emotions, clips));
        std::erase(clips, chosen.back());
        // The k-th of `others` is the clip in the middle of the k-th part of the rest.
        const std::size_t others = std::min(per_quadrant - 1, clips.size());
        for (std::size_t k = 0; k < others; ++k)
            chosen.push_back(clips[(2 * k + 1) * clips.size() / (2 * others)]);
    }
    return chosen;
}

}  // namespace affetto
