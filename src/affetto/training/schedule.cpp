#include "affetto/training/schedule.hpp"

#include <algorithm>
#include <cmath>

namespace affetto {

double learning_rate_at(double peak, int warmup_steps, double decay_steps, std::int64_t step) {
    const double s = static_cast<double>(step);
    if (step < warmup_steps) return peak * (s + 1) / warmup_steps;
    return peak / std::sqrt(1 + (s - warmup_steps) / decay_steps);
}

double learning_rate_at(const TrainingConfig& c, std::int64_t step) {
    return learning_rate_at(c.learning_rate, c.warmup_steps, c.decay_steps, step);
}

double beta_at(const TrainingConfig& c, std::int64_t step) {
    if (c.beta_schedule == "constant" || c.beta_warmup_steps == 0) return c.beta;
    double s = static_cast<double>(step);
    if (c.beta_schedule == "cyclical") {
        const double cycle = c.beta_warmup_steps / c.beta_ratio;
        if (s < cycle * c.beta_cycles) s = std::fmod(s, cycle);
    }
    return c.beta * std::min(1.0, s / c.beta_warmup_steps);
}

}  // namespace affetto
