#pragma once

#include <cstdint>

#include "affetto/training/config.hpp"

namespace affetto {

/// Linear warm-up to the peak, then peak / sqrt(1 + (step - warmup) / decay_steps).
double learning_rate_at(double peak, int warmup_steps, double decay_steps, std::int64_t step);
double learning_rate_at(const TrainingConfig& c, std::int64_t step);

/// The weight of the KL term: constant; linear from 0 to beta over beta_warmup_steps; or that
/// growth beta_cycles times, each followed by a stay at beta so that the growth is beta_ratio of
/// the cycle (Fu et al. 2019, "Cyclical Annealing Schedule", equations 6 and 7, with cycles counted
/// in steps so that the length of the run does not matter), and beta ever after.
double beta_at(const TrainingConfig& c, std::int64_t step);

}  // namespace affetto
