#pragma once

#include "affetto/data/clips.hpp"
#include "affetto/features/representation.hpp"
#include "affetto/pipeline/latents.hpp"

namespace affetto {

/// make_latents() of a clips folder of sound, clip after clip in constant memory. Normalisation
/// statistics are those of the training split. Throws UsageError in a build without sound.
LatentsSummary make_sound_latents(const LatentsOptions& options, Representation representation,
                                  const ClipSet& clips, Progress& progress);

}  // namespace affetto
