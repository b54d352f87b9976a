#pragma once

#include "affetto/evaluation/metrics.hpp"

namespace affetto {

/// The sections of measure() that look at notes: diversity, quadrants, copying, endings.
Json score_metrics(const EvaluationInput& input);

}  // namespace affetto
