#pragma once

#include "affetto/core/file.hpp"
#include "affetto/core/json.hpp"

namespace affetto {

/// A MIDI file, read strictly: `notes` (a count), `tracks` (as its header counts them), `seconds`
/// (to the end of the last note), `tempo_bpm` (the one in force for longest), `tempo_changes`,
/// `time_base` ("beats" where the onsets lie on the grid of the file's own beats, else "seconds"),
/// `key` (estimated from the notes), `key_signatures`, `time_signatures`, `programs`, `drums`,
/// `polyphony` (notes at once, while something sounds), `parts`. Throws DataError.
Json inspect_score(const Path& path);

}  // namespace affetto
