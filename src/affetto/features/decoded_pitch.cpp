#include "affetto/features/decoded_pitch.hpp"

namespace affetto {
namespace {

constexpr int kLowestRollPitch = 21;

/// Semitones from C to the key's relative major, in -6..5.
int shift_from_c(const NoteFormat& format, int key) {
    if (!format.key_normalise) return 0;
    return key <= 5 ? key : key - 12;
}

}  // namespace

int pitch_of_token(int token, const NoteFormat& format, int key) {
    int pitch = token + shift_from_c(format, key);
    while (pitch < 0) pitch += 12;
    while (pitch > 127) pitch -= 12;
    return pitch;
}

int pitch_of_roll_key(int roll_key, const NoteFormat& format, int key) {
    return roll_key + kLowestRollPitch + shift_from_c(format, key);
}

Key key_of(const Score& score, const NoteFormat& format, const PieceCondition& condition) {
    const PitchClassWeights weights = pitch_class_seconds(timed_notes(score));
    return format.key_normalise ? key_within_signature(weights, condition.key)
                                : estimate_key(weights);
}

}  // namespace affetto
