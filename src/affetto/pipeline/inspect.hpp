#pragma once

#include "affetto/core/file.hpp"
#include "affetto/core/json.hpp"

namespace affetto {

/// What a file or folder is, recognised by its content, not its name. Always with `kind`:
///
/// | kind | of | further |
/// | --- | --- | --- |
/// | `score` | a MIDI file | see inspect_score |
/// | `sound` | WAV, FLAC, OGG, MP3, AIFF | see inspect_sound (a build without sound: `format`,
///   `bytes`) |
/// | `tensors` | a safetensors file | `tensors` with dtype and shape, `metadata`, `checksum` |
/// | `clips`, `latents`, `model`, `generated`, `evaluation`, `corpus` | a folder of a stage |
/// counts
///   and settings of its manifest; a model's `parameters` and `checksum` |
/// | `sidecar` | the JSON beside a generated file | its content |
/// | `json` | any other JSON of ours | its content |
///
/// Scores, models and tensors are read and checked in full, of sound the beginning. Throws
/// DataError or CheckpointError where the file is damaged, or nothing that Affetto knows; then the
/// message says what it knows.
Json inspect(const Path& path);

}  // namespace affetto
