#include "affetto/pipeline/clips_to_show.hpp"

#include <algorithm>
#include <array>

namespace affetto {

std::vector<std::size_t> clips_to_show(std::span<const std::optional<Emotion>> emotions,
                                       std::size_t per_quadrant) {
    const auto kind_of = [&](std::size_t i) {
        return emotions[i] ? static_cast<std::size_t>(quadrant_of(*emotions[i]))
                           : std::size_t{kNumQuadrants};
    };
    std::array<std::size_t, kNumQuadrants + 1> counts{}, met{}, taken{};
    for (std::size_t i = 0; i < emotions.size(); ++i) ++counts[kind_of(i)];
    if (counts[kNumQuadrants] < emotions.size()) counts[kNumQuadrants] = 0;  // some have labels
    std::vector<std::size_t> chosen;
    for (std::size_t i = 0; i < emotions.size(); ++i) {
        const std::size_t kind = kind_of(i);
        const std::size_t wanted = std::min(per_quadrant, counts[kind]);
        // The k-th of `wanted` is the clip in the middle of the k-th part of its quadrant.
        if (taken[kind] < wanted &&
            met[kind] == (2 * taken[kind] + 1) * counts[kind] / (2 * wanted)) {
            chosen.push_back(i);
            ++taken[kind];
        }
        ++met[kind];
    }
    std::stable_sort(chosen.begin(), chosen.end(),
                     [&](std::size_t a, std::size_t b) { return kind_of(a) < kind_of(b); });
    return chosen;
}

}  // namespace affetto
