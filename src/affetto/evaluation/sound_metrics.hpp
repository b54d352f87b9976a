#pragma once

#include "affetto/evaluation/metrics.hpp"

namespace affetto {

/// The sections of measure() that look at recordings: diversity, quadrants, natural_range,
/// sharpness, copying, endings.
Json sound_metrics(const EvaluationInput& input);

}  // namespace affetto
