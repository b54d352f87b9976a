#pragma once

#include <optional>

#include "affetto/pipeline/train_setup.hpp"

namespace affetto {

/// Whether a signal ended the run: then it waits to be resumed.
bool ended_by_signal(const TrainingOutcome& outcome);

/// The model that training leaves, on the CPU: with a prior of its latents, or, of sound and where
/// no signal hurries, with the statistics of what it makes. Where a signal ended the run and the
/// prior is not done within a second, nullopt: whoever asked for the end does not wait, and the
/// checkpoint holds the run.
std::optional<TrainedModel> finished_model(const TrainSetup& setup, const TrainingOutcome& outcome);

/// Seconds that finished_model() is expected to take: measured on a small part of it.
double seconds_to_finish(const TrainSetup& setup);

/// config.json and model.safetensors. Throws Error that says where the run is kept.
void write_finished(const TrainSetup& setup, const TrainingOutcome& outcome,
                    const TrainedModel& model);

/// What the run did, but for its report.
TrainSummary summary_of(const TrainSetup& setup, const TrainingOutcome& outcome);

/// manifest.json: what was trained, how, how far, and how to repeat it.
Json manifest_of(const TrainOptions& options, const TrainSetup& setup,
                 const TrainingOutcome& outcome, const TrainSummary& summary);

}  // namespace affetto
