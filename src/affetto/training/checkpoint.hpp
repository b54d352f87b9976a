#pragma once

#include <cstdint>

#include "affetto/core/random.hpp"
#include "affetto/model/cvae.hpp"
#include "affetto/tensor/tensor_file.hpp"
#include "affetto/training/adamw.hpp"
#include "affetto/training/checkpoint_files.hpp"

namespace affetto {

/// All that a training run is at one step: resumed from it, a run goes on bit for bit as if it had
/// never stopped.
struct TrainingState {
    std::int64_t step = 0;       ///< steps done
    std::int64_t epoch = 0;      ///< epochs done
    double minutes = 0;          ///< of training so far
    double best_validation = 0;  ///< 0: none yet
    std::int64_t best_epoch = 0;
    at::Generator noise;              ///< dropout, latents
    Random data{0};                   ///< order and windows
    std::vector<std::int64_t> queue;  ///< of the sampler
    // Sums of the epoch under way.
    double sum_total = 0, sum_reconstruction = 0, sum_kl = 0;
    std::int64_t sum_steps = 0;
};

/// Writes checkpoints/step-N.safetensors and removes all but the newest two. `ema` and `best` are
/// running-mean weights [N]; `beside`: what belongs to others who learn along.
void write_checkpoint(const Path& folder, const TrainingState& state,
                      const FlatParameters& parameters, const AdamW& optimizer,
                      const at::Tensor& ema, const at::Tensor& best,
                      const NamedTensors& beside = {});

/// Puts everything back but what stands `beside`, which is in the file that is returned. Throws
/// CheckpointError where it does not fit the network.
TensorFile read_checkpoint(const Path& path, TrainingState& state, FlatParameters& parameters,
                           AdamW& optimizer, at::Tensor& ema, at::Tensor& best);

}  // namespace affetto
