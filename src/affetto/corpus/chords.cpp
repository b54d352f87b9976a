#include <stdexcept>
#include <string>

#include "affetto/corpus/harmony.hpp"

namespace affetto {
namespace {

constexpr auto kT = Function::tonic;
constexpr auto kP = Function::predominant;
constexpr auto kD = Function::dominant;

// clang-format off
// name, degree, size, function, tense, weight, colour, resolves to, alterations of degrees 0..6
constexpr ChordKind kMajor[] = {
    {"I", 0, 3, kT, false, 1.0, 0.4, -1, {}},
    {"Iadd9", 0, 5, kT, false, 0.25, 0.9, -1, {}},
    {"Imaj7", 0, 4, kT, true, 0.25, 0.5, -1, {}},
    {"vi", 5, 3, kT, false, 0.8, 0.1, -1, {}},
    {"vi7", 5, 4, kT, true, 0.25, 0.2, -1, {}},
    {"iii", 2, 3, kT, false, 0.3, 0.0, -1, {}},
    {"IV", 3, 3, kP, false, 1.0, 0.5, -1, {}},
    {"IVadd9", 3, 5, kP, false, 0.3, 0.9, -1, {}},
    {"IVmaj7", 3, 4, kP, true, 0.25, 0.5, -1, {}},
    {"ii", 1, 3, kP, false, 0.6, 0.2, -1, {}},
    {"ii7", 1, 4, kP, true, 0.4, 0.2, -1, {}},
    {"iv", 3, 3, kP, false, 0.25, -0.7, -1, {0, 0, 0, 0, 0, -1, 0}},
    {"iio7", 1, 4, kP, true, 0.15, -0.8, -1, {0, 0, 0, 0, 0, -1, 0}},
    {"bVI", 5, 3, kP, false, 0.12, -0.7, -1, {0, 0, -1, 0, 0, -1, 0}},
    {"bII6", 1, 3, kP, false, 0.08, -1.0, 4, {0, -1, 0, 0, 0, -1, 0}},
    {"V7/V", 1, 4, kP, true, 0.25, -0.1, 4, {0, 0, 0, 1, 0, 0, 0}},
    {"V7/vi", 2, 4, kD, true, 0.2, -0.3, 5, {0, 0, 0, 0, 1, 0, 0}},
    {"V7/IV", 0, 4, kD, true, 0.15, 0.0, 3, {0, 0, 0, 0, 0, 0, -1}},
    {"V", 4, 3, kD, false, 1.0, 0.4, -1, {}},
    {"V7", 4, 4, kD, true, 0.7, 0.2, -1, {}},
    {"viio", 6, 3, kD, true, 0.15, -0.4, 0, {}},
    {"viio7", 6, 4, kD, true, 0.12, -0.9, 0, {0, 0, 0, 0, 0, -1, 0}},
    {"bVII", 6, 3, kD, false, 0.15, -0.2, -1, {0, 0, 0, 0, 0, 0, -1}},
};

constexpr ChordKind kMinor[] = {
    {"i", 0, 3, kT, false, 1.0, 0.2, -1, {}},
    {"i7", 0, 4, kT, true, 0.15, 0.1, -1, {}},
    {"iadd9", 0, 5, kT, false, 0.15, 0.0, -1, {}},
    {"VI", 5, 3, kT, false, 0.55, 0.3, -1, {}},
    {"VImaj7", 5, 4, kT, true, 0.2, 0.1, -1, {}},
    {"III", 2, 3, kT, false, 0.2, 0.8, -1, {}},
    {"iv", 3, 3, kP, false, 1.0, 0.0, -1, {}},
    {"iv7", 3, 4, kP, true, 0.35, -0.1, -1, {}},
    {"IV", 3, 3, kP, false, 0.12, 0.6, 4, {0, 0, 0, 0, 0, 1, 0}},
    {"iio", 1, 3, kP, true, 0.4, -0.4, -1, {}},
    {"iio7", 1, 4, kP, true, 0.4, -0.4, -1, {}},
    {"bII6", 1, 3, kP, false, 0.2, -0.9, 4, {0, -1, 0, 0, 0, 0, 0}},
    {"V7/V", 1, 4, kP, true, 0.15, -0.6, 4, {0, 0, 0, 1, 0, 1, 0}},
    {"VII", 6, 3, kD, false, 0.3, 0.6, -1, {}},
    {"v", 4, 3, kD, false, 0.2, 0.3, -1, {}},
    {"V", 4, 3, kD, false, 1.0, 0.0, -1, {0, 0, 0, 0, 0, 0, 1}},
    {"V7", 4, 4, kD, true, 0.8, -0.1, -1, {0, 0, 0, 0, 0, 0, 1}},
    {"V7b9", 4, 5, kD, true, 0.12, -0.7, -1, {0, 0, 0, 0, 0, 0, 1}},
    {"viio7", 6, 4, kD, true, 0.3, -0.8, 0, {0, 0, 0, 0, 0, 0, 1}},
    {"V+", 4, 3, kD, true, 0.08, -1.0, 0, {0, 1, 0, 0, 0, 0, 1}},
};
// clang-format on

constexpr std::array<int, kDegrees> kMajorSteps = {0, 2, 4, 5, 7, 9, 11};
constexpr std::array<int, kDegrees> kMinorSteps = {0, 2, 3, 5, 7, 8, 10};

}  // namespace

std::span<const ChordKind> chord_vocabulary(bool minor) {
    return minor ? std::span<const ChordKind>(kMinor) : std::span<const ChordKind>(kMajor);
}

const ChordKind& chord_named(bool minor, std::string_view name) {
    for (const ChordKind& kind : chord_vocabulary(minor))
        if (kind.name == name) return kind;
    throw std::invalid_argument("chord_named: no chord " + std::string(name));
}

const Chord& chord_at(std::span<const Chord> chords, int step) {
    const Chord* found = &chords.front();
    for (const Chord& chord : chords)
        if (chord.start <= step) found = &chord;
    return *found;
}

std::vector<int> chord_degrees(const ChordKind& kind) {
    std::vector<int> degrees = {kind.degree, kind.degree + 2, kind.degree + 4};
    if (kind.size == 4) degrees.push_back(kind.degree + 6);
    if (kind.size == 5) degrees.push_back(kind.degree + 8);
    return degrees;
}

bool is_chord_tone(const ChordKind& kind, int degree) {
    for (const int d : chord_degrees(kind))
        if ((d - degree) % kDegrees == 0) return true;
    return false;
}

int pitch_of_degree(int degree, const Tonality& key, const ChordKind& kind) {
    const int step = ((degree % kDegrees) + kDegrees) % kDegrees;
    const int octave = (degree - step) / kDegrees;
    const auto& scale = key.minor ? kMinorSteps : kMajorSteps;
    const auto index = static_cast<std::size_t>(step);
    return 60 + key.tonic + 12 * octave + scale[index] + kind.altered[index];
}

}  // namespace affetto
