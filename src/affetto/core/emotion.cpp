#include "affetto/core/emotion.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "affetto/core/error.hpp"
#include "affetto/core/text.hpp"

namespace affetto {
namespace {

constexpr std::string_view kRussell = "placed after its region of Russell's circumplex (1980)";
constexpr std::string_view kOurs = "placed by Affetto";

/// Sorted by name.
constexpr std::array kNamed = {
    NamedEmotion{"afraid", {-0.65f, 0.65f}, kRussell},
    NamedEmotion{"angry", {-0.7f, 0.75f}, kRussell},
    NamedEmotion{"anxious", {-0.55f, 0.55f}, "placed by Affetto between tense and afraid"},
    NamedEmotion{"bored", {-0.4f, -0.7f}, kRussell},
    NamedEmotion{"calm", {0.55f, -0.65f}, kRussell},
    NamedEmotion{"cheerful", {0.8f, 0.5f}, "placed by Affetto beside happy"},
    NamedEmotion{"content", {0.7f, -0.4f}, kRussell},
    NamedEmotion{"delighted", {0.85f, 0.55f}, kRussell},
    NamedEmotion{"depressed", {-0.8f, -0.55f}, kRussell},
    NamedEmotion{"dreamy", {0.4f, -0.55f}, kOurs},
    NamedEmotion{"energetic", {0.5f, 0.8f}, kOurs},
    NamedEmotion{"excited", {0.65f, 0.8f}, kRussell},
    NamedEmotion{"fearful", {-0.65f, 0.65f}, "a synonym of afraid"},
    NamedEmotion{"furious", {-0.75f, 0.9f}, "placed by Affetto beyond angry"},
    NamedEmotion{"gloomy", {-0.65f, -0.5f}, kRussell},
    NamedEmotion{"happy", {0.8f, 0.45f}, kRussell},
    NamedEmotion{"hopeful", {0.55f, 0.25f}, kOurs},
    NamedEmotion{"joyful", {0.85f, 0.6f}, "placed by Affetto between happy and excited"},
    NamedEmotion{"lonely", {-0.6f, -0.4f}, "placed by Affetto near sad"},
    NamedEmotion{"melancholic", {-0.45f, -0.5f}, "placed by Affetto between sad and neutral"},
    NamedEmotion{"mysterious", {-0.3f, -0.25f}, kOurs},
    NamedEmotion{"neutral", {0.0f, 0.0f}, "the origin of the plane"},
    NamedEmotion{"nostalgic", {0.2f, -0.4f}, kOurs},
    NamedEmotion{"peaceful", {0.6f, -0.6f}, "placed by Affetto beside calm"},
    NamedEmotion{"playful", {0.7f, 0.5f}, kOurs},
    NamedEmotion{"relaxed", {0.6f, -0.6f}, kRussell},
    NamedEmotion{"romantic", {0.55f, -0.25f}, kOurs},
    NamedEmotion{"sad", {-0.75f, -0.45f}, kRussell},
    NamedEmotion{"serene", {0.65f, -0.5f}, kRussell},
    NamedEmotion{"tender", {0.5f, -0.5f}, kOurs},
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
    EmotionDistribution result;
    double total = 0;
    std::string separated(text);
    std::replace(separated.begin(), separated.end(), '+', ';');
    for (const std::string_view item : split(separated, ';')) {
        if (trim(item).empty()) continue;
        const auto fields = split(item, ':');
        const std::string name = to_lower(trim(fields[0]));
        if (!find_named_emotion(name))
            throw DataError("'" + name + "' in the label distribution '" + std::string(text) +
                            "' is no known emotion");
        const auto weight = fields.size() == 2   ? parse_number(fields[1])
                            : fields.size() == 1 ? std::optional<double>(1.0)
                                                 : std::nullopt;
        if (!weight || *weight <= 0)
            throw DataError("the weight in '" + std::string(trim(item)) +
                            "' must be a positive number, as in happy:0.7");
        result.push_back({name, static_cast<float>(*weight)});
        total += *weight;
    }
    if (result.empty())
        throw DataError("the label distribution '" + std::string(text) +
                        "' is empty; expected for example happy:0.7;calm:0.3");
    for (EmotionWeight& item : result) item.weight = static_cast<float>(item.weight / total);
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
