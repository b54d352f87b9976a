#include "affetto/training/schedule.hpp"

#include <algorithm>
#include <cmath>

namespace affetto {

double learning_rate_at(const TrainingConfig& c, std::int64_t step) {
    const double s = static_cast<double>(step);
    if (step < c.warmup_steps) return c.learning_rate * (s + 1) / c.warmup_steps;
    return c.learning_rate / std::sqrt(1 + (s - c.warmup_steps) / c.decay_steps);
}

double beta_at(const TrainingConfig& c, std::int64_t step) {
    if (c.beta_warmup_steps == 0) return c.beta;
    return c.beta * std::min(1.0, static_cast<double>(step) / c.beta_warmup_steps);
}

}  // namespace affetto
