#pragma once

#include "affetto/core/result_folder.hpp"
#include "affetto/data/clips.hpp"
#include "affetto/features/representation.hpp"
#include "affetto/pipeline/latents.hpp"

namespace affetto {

/// make_latents() of a clips folder of sound, clip after clip in constant memory. Normalisation
/// statistics are those of the training split. Throws UsageError in a build without sound.
LatentsSummary make_sound_latents(const LatentsOptions& options, Representation representation,
                                  const ClipSet& clips,
                                  const std::optional<InferredLabels>& inferred,
                                  Progress& progress);

/// Where make_latents() writes, and what it reads.
OutputFolder output_of(const LatentsOptions& options);

/// What manifest.json of a latents folder says of labels, where some were to be inferred:
/// "inferred" and, of the clips that were encoded, "label_sources".
void add_label_facts(Json& manifest, const LatentsOptions& options,
                     const std::optional<InferredLabels>& inferred,
                     std::span<const Clip* const> clips);

}  // namespace affetto
