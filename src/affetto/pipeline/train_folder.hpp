#pragma once

#include "affetto/pipeline/train.hpp"

namespace affetto {

inline constexpr const char* kRunFile = "run.json";          ///< of a RunRecord
inline constexpr const char* kEventsFolder = "tensorboard";  ///< of an EventLog

/// Throws UsageError where --resume finds no run in --out. A run that was killed before its first
/// checkpoint is one: it begins again.
void require_run(const Path& out);

/// A fresh or a resumable folder for the run. Throws UsageError where it holds something and
/// neither --resume nor --overwrite was given; Error where it cannot be written to.
void prepare_folder(const TrainOptions& options);

}  // namespace affetto
