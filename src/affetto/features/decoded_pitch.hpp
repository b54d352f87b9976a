#pragma once

#include "affetto/analysis/key.hpp"
#include "affetto/features/note_tokens.hpp"

namespace affetto {

/// The pitch that a pitch token stands for in a piece of this key (PieceCondition); not for drums.
int pitch_of_token(int token, const NoteFormat& format, int key);

/// The same of a key of the roll, 0..87.
int pitch_of_roll_key(int roll_key, const NoteFormat& format, int key);

/// The key of a decoded score: major or minor within the condition's signature where the format
/// normalises keys, else estimated.
Key key_of(const Score& score, const NoteFormat& format, const PieceCondition& condition);

}  // namespace affetto
