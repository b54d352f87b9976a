#pragma once

#include <vector>

#include "affetto/distributed/ranks.hpp"
#include "affetto/model/network.hpp"
#include "affetto/training/sampler.hpp"

namespace affetto {

/// Mean loss over the validation windows, dealt to the ranks batch by batch; the latent is the
/// posterior mean, nothing is dropped.
VaeLoss validate_on(const Network& network, const LatentSet& set,
                    const std::vector<Window>& windows, const LossConfig& loss_config,
                    Precision precision, Ranks& ranks);

}  // namespace affetto
