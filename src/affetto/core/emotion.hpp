#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace affetto {

/// A point on Russell's circumplex (1980). Both axes run from -1 to 1; 0 is neutral.
struct Emotion {
    float valence = 0.0f;  ///< unpleasant (-1) to pleasant (1)
    float arousal = 0.0f;  ///< calm (-1) to excited (1)

    friend bool operator==(const Emotion&, const Emotion&) = default;
};

/// The four quadrants of the plane: Q1 +v +a, Q2 -v +a, Q3 -v -a, Q4 +v -a. Zero counts as
/// positive.
enum class Quadrant { Q1, Q2, Q3, Q4 };
inline constexpr int kNumQuadrants = 4;

Quadrant quadrant_of(Emotion e);
/// The point that stands for a quadrant known only by its name: (+-0.6, +-0.6).
Emotion centre_of(Quadrant q);
/// "Q1" .. "Q4".
std::string_view name_of(Quadrant q);
std::optional<Quadrant> quadrant_from_name(std::string_view name);

/// A word for a feeling with its place on the plane and where those coordinates come from.
struct NamedEmotion {
    std::string_view name;
    Emotion emotion;
    std::string_view source;
};

/// Every word that a SPEC may use, sorted by name; at least 20.
std::span<const NamedEmotion> named_emotions();
/// Case-insensitive; nullopt where the word is unknown.
std::optional<NamedEmotion> find_named_emotion(std::string_view name);

/// A weighted mix of named emotions; weights are positive and sum to 1. Empty means "no
/// distribution known".
struct EmotionWeight {
    std::string name;
    float weight = 0.0f;
};
using EmotionDistribution = std::vector<EmotionWeight>;

/// Parses `happy:0.7;calm:0.3` (separators ';' or '+'; weights from 1e-6 to 1e6, normalised; a name
/// alone weighs 1). Throws DataError naming the fault.
EmotionDistribution parse_distribution(std::string_view text);
/// The inverse: `happy:0.7;calm:0.3`.
std::string to_string(const EmotionDistribution& d);
/// The weighted mean of the named points.
Emotion mean_of(const EmotionDistribution& d);

}  // namespace affetto
