#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "affetto/core/emotion.hpp"

namespace affetto {

/// Clips that stand for a set on its page: up to `per_quadrant` of each quadrant, quadrant by
/// quadrant. The first is typical: no label of its quadrant lies nearer to their mean (of several
/// such the middle one). The others are spread evenly over the list and not chosen for what they
/// are; of clips without any labels all are, and the same number. Indices into `emotions`, one for
/// each clip.
std::vector<std::size_t> clips_to_show(std::span<const std::optional<Emotion>> emotions,
                                       std::size_t per_quadrant);

}  // namespace affetto
