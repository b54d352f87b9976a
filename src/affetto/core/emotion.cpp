#include "affetto/core/emotion.hpp"

#include <algorithm>
#include <array>
#include <numeric>

#include "affetto/core/error.hpp"
#include "affetto/core/text.hpp"

namespace affetto {
namespace {

constexpr std::string_view kNorms = "mean ratings of Warriner et al. (2013), 1..9 taken to -1..1";
constexpr std::string_view kRussell =
    "placed by Affetto, in the quadrant it has in Russell's circumplex (1980)";
constexpr std::string_view kOurs = "placed by Affetto";

/// Sorted by name.
constexpr std::array kNamed = {
    NamedEmotion{"afraid", {-0.65f, 0.65f}, kRussell},
    NamedEmotion{"angry", {-0.7f, 0.75f}, kRussell},
    NamedEmotion{"anxious", {-0.55f, 0.55f}, "placed by Affetto between tense and afraid"},
    NamedEmotion{"bored", {-0.51f, -0.34f}, kNorms},
    NamedEmotion{"calm", {0.47f, -0.83f}, kNorms},
    NamedEmotion{"cheerful", {0.8f, 0.5f}, "placed by Affetto beside happy"},
    NamedEmotion{"content", {0.43f, -0.46f}, kNorms},
    NamedEmotion{"delighted", {0.85f, 0.55f}, kRussell},
    NamedEmotion{"depressed", {-0.8f, -0.55f}, kRussell},
    NamedEmotion{"dreamy", {0.4f, -0.55f}, kOurs},
    NamedEmotion{"energetic", {0.5f, 0.8f}, kOurs},
    NamedEmotion{"excited", {0.78f, 0.36f}, kNorms},
    NamedEmotion{"fearful", {-0.65f, 0.65f}, "placed by Affetto: the same as afraid"},
    NamedEmotion{"furious", {-0.75f, 0.9f}, "placed by Affetto beyond angry"},
    NamedEmotion{"gloomy", {-0.46f, -0.42f}, kNorms},
    NamedEmotion{"happy", {0.8f, 0.45f}, kRussell},
    NamedEmotion{"hopeful", {0.55f, 0.25f}, kOurs},
    NamedEmotion{"joyful", {0.85f, 0.6f}, "placed by Affetto between happy and excited"},
    NamedEmotion{"lonely", {-0.6f, -0.4f}, "placed by Affetto near sad"},
    NamedEmotion{"melancholic", {-0.5f, -0.3f}, "placed by Affetto between sad and neutral"},
    NamedEmotion{"mysterious", {-0.3f, -0.25f}, kOurs},
    NamedEmotion{"neutral", {0.0f, 0.0f}, "the origin of the plane"},
    NamedEmotion{"nostalgic", {0.2f, -0.4f}, kOurs},
    NamedEmotion{"peaceful", {0.6f, -0.6f}, "placed by Affetto between calm and content"},
    NamedEmotion{"playful", {0.7f, 0.5f}, kOurs},
    NamedEmotion{"relaxed", {0.56f, -0.63f}, kNorms},
    NamedEmotion{"romantic", {0.55f, -0.25f}, kOurs},
    NamedEmotion{"sad", {-0.72f, -0.38f}, kNorms},
    NamedEmotion{"serene", {0.65f, -0.5f}, kRussell},
    NamedEmotion{"tender", {0.37f, -0.44f}, kNorms},
    NamedEmotion{"tense", {-0.5f, 0.6f}, kRussell},
    NamedEmotion{"tired", {-0.3f, -0.8f}, kRussell},
    NamedEmotion{"triumphant", {0.75f, 0.7f}, kOurs},
};

}  // namespace

Quadrant quadrant_of(Emotion e) {
    if (e.valence >= 0) return e.arousal >= 0 ? Quadrant::Q1 : Quadrant::Q4;
    return e.arousal >= 0 ? Quadrant::Q2 : Quadrant::Q3;
}

Emotion centre_of(Quadrant q) {
    constexpr float d = 0.6f;
    switch (q) {
        case Quadrant::Q1:
            return {d, d};
        case Quadrant::Q2:
            return {-d, d};
        case Quadrant::Q3:
            return {-d, -d};
        case Quadrant::Q4:
            break;
    }
    return {d, -d};
}

std::string_view name_of(Quadrant q) {
    constexpr std::string_view kNames[] = {"Q1", "Q2", "Q3", "Q4"};
    return kNames[static_cast<int>(q)];
}

std::optional<Quadrant> quadrant_from_name(std::string_view name) {
    const std::string lower = to_lower(trim(name));
    for (int i = 0; i < kNumQuadrants; ++i)
        if (lower == to_lower(name_of(static_cast<Quadrant>(i)))) return static_cast<Quadrant>(i);
    return std::nullopt;
}

std::span<const NamedEmotion> named_emotions() { return kNamed; }

std::optional<NamedEmotion> find_named_emotion(std::string_view name) {
    const std::string lower = to_lower(trim(name));
    for (const NamedEmotion& e : kNamed)
        if (e.name == lower) return e;
    return std::nullopt;
}

EmotionDistribution parse_distribution(std::string_view text) {
    constexpr double kLargest = 1e6, kSmallest = 1e-6;
    const std::string shown = printable(text.substr(0, 200));
    EmotionDistribution result;
    std::vector<double> weights;
    std::string separated(text);
    std::replace(separated.begin(), separated.end(), '+', ';');
    for (const std::string_view item : split(separated, ';')) {
        if (trim(item).empty()) continue;
        const auto fields = split(item, ':');
        const auto named = find_named_emotion(fields[0]);
        if (!named)
            throw DataError("'" + printable(trim(fields[0]).substr(0, 40)) +
                            "' in the label distribution '" + shown + "' is no known emotion");
        const auto weight = fields.size() == 2   ? parse_number(fields[1])
                            : fields.size() == 1 ? std::optional<double>(1.0)
                                                 : std::nullopt;
        if (!weight || *weight < kSmallest || *weight > kLargest)
            throw DataError("the weight in '" + printable(trim(item).substr(0, 60)) +
                            "' must be a positive number, as in happy:0.7");
        for (const EmotionWeight& earlier : result)
            if (earlier.name == named->name)
                throw DataError("'" + earlier.name + "' stands twice in the label distribution '" +
                                shown + "'");
        result.push_back({std::string(named->name), 0});
        weights.push_back(*weight);
    }
    if (result.empty())
        throw DataError("the label distribution '" + shown +
                        "' is empty; expected for example happy:0.7;calm:0.3");
    const double total = std::accumulate(weights.begin(), weights.end(), 0.0);
    for (std::size_t i = 0; i < result.size(); ++i)
        result[i].weight = static_cast<float>(weights[i] / total);
    return result;
}

std::string to_string(const EmotionDistribution& d) {
    std::string text;
    for (const EmotionWeight& item : d)
        text += (text.empty() ? "" : ";") + item.name + ":" + format_number(item.weight);
    return text;
}

Emotion mean_of(const EmotionDistribution& d) {
    Emotion mean;
    for (const EmotionWeight& item : d)
        if (const auto named = find_named_emotion(item.name)) {
            mean.valence += item.weight * named->emotion.valence;
            mean.arousal += item.weight * named->emotion.arousal;
        }
    return mean;
}

}  // namespace affetto
