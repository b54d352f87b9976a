#pragma once

#include "affetto/core/file.hpp"
#include "affetto/core/json.hpp"

namespace affetto {

/// What a file or folder is, recognised by its content, not its name (but for `.csv`, which has no
/// mark). Always with `kind`:
///
/// | kind | of | further |
/// | --- | --- | --- |
/// | `score` | a MIDI file | see inspect_score |
/// | `sound` | WAV, FLAC, OGG, MP3, AIFF | see inspect_sound (a build without sound: `format`,
///   `bytes`) |
/// | `codec` | the folder of a codec | see inspect_codec |
/// | `codes` | an .ecdc file, codes as safetensors | see inspect_ecdc, inspect_codes |
/// | `tensors` | another safetensors file | `tensors` with dtype and shape, `metadata`, `checksum`
/// | | `table` | a CSV file | see inspect_table | | `clips`, `latents`, `model`, `generated`,
/// `evaluation`, `corpus` | a folder of a stage |
///   counts and settings of its manifest, splits with their shares; a model's `parameters` and
///   `checksum` |
/// | `sidecar` | the JSON beside a generated file | its content |
/// | `json` | any other JSON | `content` |
///
/// Scores, models, codecs, tensors and tables are read and checked in full, of sound the beginning.
/// Throws DataError or CheckpointError where the file is damaged, or nothing that Affetto knows;
/// then the message says what it knows.
Json inspect(const Path& path);

}  // namespace affetto
