#pragma once

#include <array>
#include <span>
#include <string_view>
#include <vector>

#include "affetto/core/random.hpp"

namespace affetto {

/// Harmony in scale degrees: 0 is the tonic, 4 the dominant. A degree of another octave differs by
/// 7.
inline constexpr int kDegrees = 7;

struct Tonality {
    int tonic = 0;  ///< pitch class
    bool minor = false;
};

enum class Function { tonic, predominant, dominant };

/// A chord of the vocabulary of one mode: thirds stacked on a degree, some degrees altered.
struct ChordKind {
    std::string_view name;  ///< Roman numeral
    int degree = 0;
    int size = 3;  ///< 3 triad, 4 seventh chord, 5 triad with added ninth
    Function function = Function::tonic;
    bool tense = false;                   ///< a seventh or a diminished triad
    double weight = 1;                    ///< how common
    double colour = 0;                    ///< -1 dark and chromatic .. 1 bright
    int resolves_to = -1;                 ///< the degree of the chord it demands; -1: free
    std::array<int, kDegrees> altered{};  ///< semitones added to each degree of the scale
};

std::span<const ChordKind> chord_vocabulary(bool minor);
/// By name; throws std::invalid_argument for a name that the mode does not have.
const ChordKind& chord_named(bool minor, std::string_view name);

/// A chord in its place.
struct Chord {
    const ChordKind* kind = nullptr;
    int start = 0;      ///< sixteenths
    int length = 0;     ///< sixteenths
    int inversion = 0;  ///< which chord tone lies in the bass
};

/// The chord that sounds at a step, of chords without gaps.
const Chord& chord_at(std::span<const Chord> chords, int step);

/// The degrees of the chord's tones from the root up, in 0..14.
std::vector<int> chord_degrees(const ChordKind& kind);
bool is_chord_tone(const ChordKind& kind, int degree);

/// The pitch of a degree (any octave; degree 0 is the tonic in the octave from MIDI 60) in the
/// scale that the chord implies.
int pitch_of_degree(int degree, const Tonality& key, const ChordKind& kind);

/// How a phrase ends.
enum class Cadence { half, authentic, plagal, deceptive };
std::string_view name_of(Cadence cadence);

struct HarmonyStyle {
    bool minor = false;
    double colour = 0;   ///< -1..1
    double tension = 0;  ///< 0..1
};

/// The chords of a phrase before its cadence: `count` of them, functions moving from tonic by
/// predominant to dominant and home again. The first is a tonic chord where `from_tonic`.
std::vector<const ChordKind*> write_progression(int count, bool from_tonic,
                                                const HarmonyStyle& style, Random& rng);

struct CadenceChords {
    const ChordKind* preparation = nullptr;
    const ChordKind* goal = nullptr;
};
/// The chords that close a phrase. The goal of the last cadence of a piece is the plain tonic.
CadenceChords write_cadence(Cadence cadence, const HarmonyStyle& style, bool last, Random& rng);

}  // namespace affetto
