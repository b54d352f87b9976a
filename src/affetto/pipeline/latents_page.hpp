#pragma once

#include <span>

#include "affetto/data/clips.hpp"
#include "affetto/features/latents_folder.hpp"
#include "affetto/pipeline/frame_survey.hpp"

namespace affetto {

/// Writes what a latents folder of sound looks like into it, once its manifest.json is there:
/// report.html, one self-contained page with counts per split and quadrant, how the features were
/// made, mean and spread of each value, how its values lie, all clips by what they are like, of
/// codecs how the codes are used, some clips with label, player, waveform, mel spectrogram, MFCC
/// and chroma (whatever the folder's own representation) and latents, and what was left out;
/// plots/*.svg, its pictures. `encoded`: the clips in the folder, indices into `clips`. In builds
/// with sound.
void write_latents_page(const Path& folder, const ClipSet& clips,
                        std::span<const std::size_t> encoded, const LatentSet& set,
                        const FrameSurvey& survey);

}  // namespace affetto
