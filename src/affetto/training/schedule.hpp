#pragma once

#include <cstdint>

#include "affetto/training/config.hpp"

namespace affetto {

/// Linear warm-up to the peak, then peak / sqrt(1 + (step - warmup) / decay_steps).
double learning_rate_at(double peak, int warmup_steps, double decay_steps, std::int64_t step);
double learning_rate_at(const TrainingConfig& c, std::int64_t step);

/// Linear from 0 to beta over beta_warmup_steps.
double beta_at(const TrainingConfig& c, std::int64_t step);

}  // namespace affetto
