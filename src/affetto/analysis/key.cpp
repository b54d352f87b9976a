#include "affetto/analysis/key.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace affetto {
namespace {

struct Profiles {
    PitchClassWeights major;
    PitchClassWeights minor;
};
constexpr Profiles kProbeTones = {
    {6.35, 2.23, 3.48, 2.33, 4.38, 4.09, 2.52, 5.19, 2.39, 3.66, 2.29, 2.88},
    {6.33, 2.68, 3.52, 5.38, 2.60, 3.53, 2.54, 4.75, 3.98, 2.69, 3.34, 3.17}};
constexpr Profiles kCorpus = {
    {0.748, 0.060, 0.488, 0.082, 0.670, 0.460, 0.096, 0.715, 0.104, 0.366, 0.057, 0.400},
    {0.712, 0.084, 0.474, 0.618, 0.049, 0.460, 0.105, 0.747, 0.404, 0.067, 0.133, 0.330}};

constexpr std::array<bool, 12> kMajorScale = {true,  false, true,  false, true,  true,
                                              false, true,  false, true,  false, true};
// Natural minor with the raised sixth of melodic and the raised seventh of harmonic minor.
constexpr std::array<bool, 12> kMinorScale = {true,  false, true, true, false, true,
                                              false, true,  true, true, true,  true};

std::size_t pitch_class(int pitch) { return static_cast<std::size_t>((pitch % 12 + 12) % 12); }

/// Pearson correlation of `weights`, read from `tonic` upwards, with `profile`; 0 without variance.
double correlation(const PitchClassWeights& weights, const PitchClassWeights& profile, int tonic) {
    double mean_w = 0, mean_p = 0;
    for (std::size_t i = 0; i < 12; ++i) {
        mean_w += weights[i] / 12;
        mean_p += profile[i] / 12;
    }
    double product = 0, square_w = 0, square_p = 0;
    for (std::size_t i = 0; i < 12; ++i) {
        const double w = weights[(i + static_cast<std::size_t>(tonic)) % 12] - mean_w;
        const double p = profile[i] - mean_p;
        product += w * p;
        square_w += w * w;
        square_p += p * p;
    }
    return square_w > 0 ? product / std::sqrt(square_w * square_p) : 0.0;
}

Key best_key(const PitchClassWeights& weights, bool minor, const Profiles& profiles) {
    Key best{0, minor, 0.0};
    for (int tonic = 0; tonic < 12; ++tonic) {
        const double r = correlation(weights, minor ? profiles.minor : profiles.major, tonic);
        if (tonic == 0 || r > best.strength) best = {tonic, minor, r};
    }
    return best;
}

double mode_index(const PitchClassWeights& weights, const Profiles& profiles) {
    return best_key(weights, false, profiles).strength - best_key(weights, true, profiles).strength;
}

}  // namespace

PitchClassWeights pitch_class_seconds(std::span<const TimedNote> notes) {
    PitchClassWeights weights{};
    for (const TimedNote& note : notes)
        if (!note.drums) weights[pitch_class(note.pitch)] += note.duration;
    return weights;
}

Key estimate_key(std::span<const TimedNote> notes) {
    return estimate_key(pitch_class_seconds(notes));
}

Key estimate_key(const PitchClassWeights& weights) {
    const Key major = best_key(weights, false, kProbeTones);
    const Key minor = best_key(weights, true, kProbeTones);
    return minor.strength > major.strength ? minor : major;
}

Key key_within_signature(const PitchClassWeights& weights, int major_tonic) {
    const int minor_tonic = (major_tonic + 9) % 12;
    const double major = correlation(weights, kProbeTones.major, major_tonic);
    const double minor = correlation(weights, kProbeTones.minor, minor_tonic);
    return minor > major ? Key{minor_tonic, true, minor} : Key{major_tonic, false, major};
}

int relative_major_tonic(const Key& key) { return key.minor ? (key.tonic + 3) % 12 : key.tonic; }

std::string name_of(const Key& key) {
    // The usual spelling of each tonic: the signature with fewer accidentals.
    static constexpr std::array<const char*, 12> kMajorNames = {"C",  "Db", "D",  "Eb", "E",  "F",
                                                                "F#", "G",  "Ab", "A",  "Bb", "B"};
    static constexpr std::array<const char*, 12> kMinorNames = {"C",  "C#", "D",  "Eb", "E",  "F",
                                                                "F#", "G",  "G#", "A",  "Bb", "B"};
    const std::size_t tonic = pitch_class(key.tonic);
    return std::string(key.minor ? kMinorNames[tonic] : kMajorNames[tonic]) +
           (key.minor ? " minor" : " major");
}

double mode_index(std::span<const TimedNote> notes) {
    return mode_index(pitch_class_seconds(notes));
}

double mode_index(const PitchClassWeights& weights) { return mode_index(weights, kProbeTones); }

double scale_mode_index(std::span<const TimedNote> notes) {
    PitchClassWeights counts{};
    for (const TimedNote& note : notes)
        if (!note.drums) ++counts[pitch_class(note.pitch)];
    return scale_mode_index(counts);
}

double scale_mode_index(const PitchClassWeights& counts) { return mode_index(counts, kCorpus); }

double out_of_scale_share(std::span<const TimedNote> notes) {
    return out_of_scale_share(notes, estimate_key(notes));
}

double out_of_scale_share(std::span<const TimedNote> notes, const Key& key) {
    const auto& scale = key.minor ? kMinorScale : kMajorScale;
    std::size_t pitched = 0, outside = 0;
    for (const TimedNote& note : notes) {
        if (note.drums) continue;
        ++pitched;
        if (!scale[pitch_class(note.pitch - key.tonic)]) ++outside;
    }
    return pitched == 0 ? 0.0 : static_cast<double>(outside) / static_cast<double>(pitched);
}

}  // namespace affetto
