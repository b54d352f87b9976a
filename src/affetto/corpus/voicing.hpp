#pragma once

#include <span>
#include <vector>

#include "affetto/corpus/harmony.hpp"

namespace affetto {

/// A chord laid out: a bass and inner voices from low to high.
struct Voicing {
    int bass = 48;
    std::vector<int> inner;  ///< MIDI numbers
};

struct VoicingRange {
    int bass_centre = 41;
    int inner_centre = 57;
    int inner_voices = 3;
};

/// Voices the chords one after another and sets their inversions. Inner voices move as little as
/// they can, cover the chord, and avoid parallel fifths and octaves with the bass; the bass prefers
/// steps and small leaps; the last two chords of a phrase (`cadence_starts`: where the last but one
/// begins) stand in root position, but for a chord that is named as a sixth chord.
std::vector<Voicing> lead_voices(std::vector<Chord>& chords, std::span<const int> cadence_starts,
                                 const Tonality& key, const VoicingRange& range);

}  // namespace affetto
