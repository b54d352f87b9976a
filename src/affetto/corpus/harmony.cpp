#include "affetto/corpus/harmony.hpp"

#include <cmath>

namespace affetto {
namespace {

/// How readily one function follows another: rows from, columns to tonic, predominant, dominant.
constexpr double kMoves[3][3] = {{0.35, 1.0, 0.45}, {0.3, 0.3, 1.0}, {1.0, 0.12, 0.25}};

double taste(const ChordKind& kind, const HarmonyStyle& style) {
    const double likes = std::exp(1.3 * kind.colour * style.colour);
    const double tense = kind.tense ? 0.35 + 1.3 * style.tension : 1.0;
    return kind.weight * likes * tense;
}

/// A chord by taste among those that `factor` lets pass.
template <class Factor>
const ChordKind* pick(const HarmonyStyle& style, Random& rng, const Factor& factor) {
    const auto vocabulary = chord_vocabulary(style.minor);
    std::vector<double> weights;
    for (const ChordKind& kind : vocabulary) weights.push_back(taste(kind, style) * factor(kind));
    return &vocabulary[rng.choose(weights)];
}

double opens(const ChordKind& kind, bool from_tonic) {
    if (kind.resolves_to >= 0) return 0;
    if (from_tonic) return kind.degree == 0 ? 1 : 0;
    return kind.function == Function::dominant ? 0 : kind.degree == 0 ? 0.3 : 1;
}

double follows(const ChordKind& before, const ChordKind& kind) {
    if (before.resolves_to >= 0) return kind.degree == before.resolves_to ? 1 : 0;
    const bool backwards = before.degree == 4 && kind.degree == 3;  // V to IV
    if (kind.degree == before.degree || backwards) return 0.05;
    return kMoves[static_cast<int>(before.function)][static_cast<int>(kind.function)];
}

}  // namespace

std::string_view name_of(Cadence cadence) {
    switch (cadence) {
        case Cadence::half:
            return "half";
        case Cadence::authentic:
            return "authentic";
        case Cadence::plagal:
            return "plagal";
        case Cadence::deceptive:
            return "deceptive";
    }
    return "";
}

std::vector<const ChordKind*> write_progression(int count, bool from_tonic,
                                                const HarmonyStyle& style, Random& rng) {
    std::vector<const ChordKind*> chords;
    while (static_cast<int>(chords.size()) < count) {
        const bool last = static_cast<int>(chords.size()) + 1 == count;
        chords.push_back(pick(style, rng, [&](const ChordKind& kind) {
            if (chords.empty()) return opens(kind, from_tonic);
            if (last && kind.resolves_to >= 0) return 0.0;
            return follows(*chords.back(), kind);
        }));
    }
    return chords;
}

CadenceChords write_cadence(Cadence cadence, const HarmonyStyle& style, bool last, Random& rng) {
    const auto named = [&](std::string_view name) { return &chord_named(style.minor, name); };
    const ChordKind* tonic = named(style.minor ? "i" : "I");
    const ChordKind* dominant = named(rng.chance(0.35 + 0.5 * style.tension) ? "V7" : "V");
    switch (cadence) {
        case Cadence::half: {
            const auto leads = [](const ChordKind& kind) {
                const bool free = kind.resolves_to < 0 || kind.resolves_to == 4;
                return free && kind.function == Function::predominant ? 1.0 : 0.0;
            };
            return {pick(style, rng, leads), named("V")};
        }
        case Cadence::authentic: {
            const bool bright = !last && !style.minor && style.colour > 0.4 && rng.chance(0.4);
            return {dominant, bright ? named("Iadd9") : tonic};
        }
        case Cadence::plagal:
            return {named(style.minor || style.colour < -0.4 ? "iv" : "IV"), tonic};
        case Cadence::deceptive:
            return {dominant, named(style.minor ? "VI" : "vi")};
    }
    return {dominant, tonic};
}

}  // namespace affetto
