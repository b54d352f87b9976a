#pragma once

#include <vector>

#include "affetto/evaluation/linear_probe.hpp"
#include "affetto/features/latents_folder.hpp"

namespace affetto {

/// What a probe for the quadrant looks at: posterior means [B, Z] of the beginnings of B clips;
/// those without a label of people or of construction are left out.
std::vector<ProbedLatent> probed_latents(const at::Tensor& means,
                                         const std::vector<LatentClip>& clips);

}  // namespace affetto
