#pragma once

#include "affetto/model/model_folder.hpp"
#include "affetto/training/config.hpp"

namespace affetto {

/// Posteriors of the labelled training clips (of all of them where none is labelled): up to three
/// windows a clip, from its start, middle and end. A clip whose label was inferred weighs as much
/// as it is believed (training/label_trust.hpp). A model that hears no emotion draws from all clips
/// alike: theirs are taken as neutral.
Prior build_prior(const Cvae& network, const LatentSet& set, double inferred_spread);

/// Seconds that build_prior() is expected to take: measured on a few of its windows.
double seconds_of_prior(const Cvae& network, const LatentSet& set, double inferred_spread);

/// Posterior and labels of some windows in batches, without gradients.
Posterior encode_windows(const Cvae& network, const LatentSet& set,
                         const std::vector<Window>& windows);

}  // namespace affetto
