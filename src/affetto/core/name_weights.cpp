#include "affetto/core/name_weights.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace affetto {

NameWeights weights_near(Emotion e) {
    NameWeights weights;
    for (const NamedEmotion& named : named_emotions()) {
        const float dv = named.emotion.valence - e.valence, da = named.emotion.arousal - e.arousal;
        weights.push_back(-(dv * dv + da * da) / (2 * kNameWidth * kNameWidth));
    }
    const float nearest = *std::max_element(weights.begin(), weights.end());
    float total = 0;
    for (float& w : weights) total += w = std::exp(w - nearest);
    for (float& w : weights) w /= total;
    return weights;
}

NameWeights weights_of(const EmotionDistribution& d) {
    const auto names = named_emotions();
    NameWeights weights(names.size(), 0.0f);
    float total = 0;
    for (const EmotionWeight& item : d) {
        const auto found = std::find_if(names.begin(), names.end(), [&](const NamedEmotion& named) {
            return named.name == item.name;
        });
        if (found == names.end())
            throw std::invalid_argument("weights_of: no emotion is named " + item.name);
        weights[static_cast<std::size_t>(found - names.begin())] += item.weight;
        total += item.weight;
    }
    if (!(total > 0)) throw std::invalid_argument("weights_of: the distribution is empty");
    for (float& w : weights) w /= total;
    return weights;
}

}  // namespace affetto
