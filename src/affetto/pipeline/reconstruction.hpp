#pragma once

#include <cstdint>

#include "affetto/core/file.hpp"
#include "affetto/core/json.hpp"
#include "affetto/core/progress.hpp"
#include "affetto/pipeline/find_codec.hpp"

namespace affetto {

struct ReconstructionOptions {
    Path model;           ///< a folder
    Path clips;           ///< labelled clips; those outside the training split are looked at
    CodecChoice codec{};  ///< of models of codec latents; empty: the one that the model remembers
    int max_clips = 64;
    int max_probed_clips = 512;  ///< of the probe, which decodes nothing
    std::uint64_t seed = 1;
    int threads = 1;
};

/// How well a model keeps music that it was not trained on, with a "how" to each number:
/// - "teacher_forced": negative log-likelihood in nats a step, also for each 64 steps of the
///   window, and, for notes, the share of each field's values that are likeliest given the past;
/// - "free_running": windows decoded from the posterior mean, label and piece condition alone,
///   always the likeliest value: F1 of notes within 50 ms (note_match.hpp), the share of pitches
///   right by position, and the same against other clips' windows, which is chance;
/// - "posterior": KL of each latent dimension in nats, and the active units: dimensions whose
///   posterior mean varies by more than 0.01 over clips (Burda, Grosse and Salakhutdinov 2016); and
///   "probe", how well the quadrant is heard in posterior means (evaluation/linear_probe.hpp).
/// Clips that cannot be encoded are left out and counted. Throws DataError where fewer than two
/// remain.
Json measure_reconstruction(const ReconstructionOptions& options, Progress& progress);

}  // namespace affetto
