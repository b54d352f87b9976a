#pragma once

#include "affetto/model/model_folder.hpp"

namespace affetto {

/// Posteriors of the labelled training clips (of all of them where none is labelled): up to three
/// windows a clip, from its start, middle and end.
Prior build_prior(const Cvae& network, const LatentSet& set);

/// Posterior and labels of some windows in batches, without gradients.
Posterior encode_windows(const Cvae& network, const LatentSet& set,
                         const std::vector<Window>& windows);

}  // namespace affetto
