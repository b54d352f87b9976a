#pragma once

#include <span>

#include "affetto/midi/score.hpp"

namespace affetto {

/// How many notes two performances share.
struct NoteMatch {
    int matched = 0, reference = 0, estimate = 0;

    /// Harmonic mean of precision and recall; 0 where nothing matches.
    double f1() const;
};

/// Notes match where pitch is equal and onsets lie within `tolerance` seconds; each note matches
/// once (transcription's measure by onset and pitch, Raffel et al., ISMIR 2014). Pairing each
/// pitch's onsets in order of time finds as many pairs as there can be.
NoteMatch match_notes(std::span<const TimedNote> reference, std::span<const TimedNote> estimate,
                      double tolerance = 0.05);

}  // namespace affetto
