#pragma once

#include "affetto/distributed/ranks.hpp"
#include "affetto/features/latents_folder.hpp"
#include "affetto/tensor/random_tensors.hpp"
#include "affetto/tensor/runtime.hpp"
#include "affetto/training/config.hpp"

namespace affetto {

/// What data-parallel training adds to a step. Every rank holds the same weights and state of the
/// run, learns from its share of the batch, and the gradients are averaged; so N ranks with a batch
/// of B take the steps that one rank takes with B, but for the draws of dropout and latents and for
/// the few terms of the loss that are not means over clips (docs/distributed.md).

/// What every rank must see alike after a step.
struct StepFigures {
    double total = 0, reconstruction = 0, kl = 0;  ///< of one rank's share; agreed: means
    double steps = 0;                              ///< notes or frames; agreed: of all ranks
    double minutes = 0;                            ///< agreed: by the clock of rank 0
    bool interrupted = false;                      ///< agreed: on any rank
    bool told_to_stop = false;                     ///< by an observer; agreed: on any rank
};
/// One rank's figures become those of all, in one small collective.
StepFigures agree(Ranks& ranks, const StepFigures& mine);

/// The generator of a rank's dropout and latents for one step: a function of seed, step and rank,
/// so that a run can be resumed by another number of ranks.
at::Generator noise_of(const TrainingConfig& config, std::int64_t step, int rank);

/// Throws Error naming the ranks whose weights, latents, configuration, number format, version or
/// first step differ from those of rank 0.
void require_equal_start(Ranks& ranks, const at::Tensor& weights, const LatentSet& set,
                         const TrainingConfig& config, Precision precision, std::int64_t step);

/// Throws UsageError where a batch cannot be dealt evenly, with the nearest sizes that can.
void require_divisible(int batch_size, int ranks);

}  // namespace affetto
