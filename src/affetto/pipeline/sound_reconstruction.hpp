#pragma once

#include "affetto/model/model_folder.hpp"
#include "affetto/pipeline/reconstruction.hpp"

namespace affetto {

/// What measure_reconstruction() says of a model of sound, with a "how" to each number:
/// - "free_running": frames decoded from the posterior means and the label alone: the root of the
///   mean squared error in the representation's unit, the share of the variance explained (1 is
///   all, 0 no better than the mean frame), and the error against another clip's frames, which is
///   chance;
/// - "posterior": the active units, as there, and the probe, on the mean over the latents of a
///   window.
Json measure_sound_reconstruction(const ReconstructionOptions& options, const TrainedModel& model,
                                  Progress& progress);

}  // namespace affetto
