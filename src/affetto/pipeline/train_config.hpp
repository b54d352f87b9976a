#pragma once

#include "affetto/features/representation.hpp"
#include "affetto/pipeline/train.hpp"
#include "affetto/tensor/torch.hpp"
#include "affetto/training/config.hpp"

namespace affetto {

/// `config` (the defaults; of a resumed run, what it was started with), changed by --config,
/// changed by single options. Throws ConfigError, or DataError of the file.
RunConfig resolve_config(const TrainOptions& options, RunConfig config);

/// Throws UsageError where these features have no such loss, or no discriminator.
void require_losses(const TrainingConfig& config, Representation representation);

/// Throws UsageError where a discriminator would learn elsewhere than on the CPU.
void require_device(const TrainingConfig& config, const at::Device& device);

}  // namespace affetto
