#pragma once

#include "affetto/data/clips.hpp"
#include "affetto/features/latents_folder.hpp"
#include "affetto/midi/score.hpp"

namespace affetto {

/// What a latents folder says of a clip beside its features: id, group, split and label.
LatentClip latent_clip_of(const Clip& clip);

/// One clip's features. Throws DataError for a score that has no notes, or none of `format`'s
/// parts.
LatentClip encode_clip(const Clip& clip, const Score& score, Representation representation,
                       const NoteFormat& format);

}  // namespace affetto
