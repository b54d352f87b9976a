#pragma once

#include <optional>
#include <string>
#include <vector>

#include "affetto/core/emotion.hpp"
#include "affetto/features/note_tokens.hpp"
#include "affetto/tensor/torch.hpp"

namespace affetto {

/// The kind of a representation's values decides the reconstruction loss: cross-entropy, binary
/// cross-entropy.
enum class Representation { notes, roll };
std::string_view name_of(Representation r);
/// Throws UsageError with the known names.
Representation representation_from_name(const std::string& name);

/// One clip of a latents folder.
struct LatentClip {
    std::string id, group, split;    ///< split: train, validation, test
    std::optional<Emotion> emotion;  ///< absent for unlabelled music
    std::string label_source;
    PieceCondition condition;
    at::Tensor features;  ///< notes: int16 [T, kNoteFields]; roll: uint8 [T, kRollWidth]
};

/// metadata.csv, latents-*.safetensors and manifest.json of docs/formats.md.
struct LatentSet {
    Representation representation = Representation::notes;
    NoteFormat format;
    int window = 256;  ///< steps of one training window
    std::vector<LatentClip> clips;
    Json manifest;  ///< more on where the clips come from

    std::int64_t steps() const;
};

/// Throws DataError or CheckpointError naming the file and the fault.
LatentSet read_latents(const Path& folder);
/// Writes into an existing folder.
void write_latents(const Path& folder, const LatentSet& set);

}  // namespace affetto
