#pragma once

#include "affetto/model/model_folder.hpp"
#include "affetto/training/config.hpp"

namespace affetto::test {

/// Nine clips of notes to train on and three to validate on, of 30 steps each, in windows of 24.
LatentSet tiny_notes();

/// A network for them that trains a hundred steps in a second.
ModelDescription tiny_model(const LatentSet& set);

/// Batches of three, a checkpoint every five steps.
TrainingConfig tiny_training(std::int64_t steps);

}  // namespace affetto::test
