#include "affetto/pipeline/training_progress.hpp"

#include <algorithm>
#include <cmath>

#include "affetto/core/text.hpp"

namespace affetto {
namespace {

/// How long `left` units take at the speed at which `done` were; absent without a speed.
std::optional<double> time_for(double left, double done, double seconds) {
    if (left <= 0) return 0.0;
    if (done <= 0 || seconds <= 0) return std::nullopt;
    return left * seconds / done;
}

}  // namespace

TrainingEnd expected_end(const TrainingConfig& config, const TrainingProgress& p) {
    const auto steps = static_cast<double>(p.step), epochs = static_cast<double>(p.epoch);
    const auto max_steps = static_cast<double>(config.max_steps);
    TrainingEnd end{
        format_fixed(max_steps, 0) + " steps", std::min(1.0, steps / max_steps),
        time_for(max_steps - steps, static_cast<double>(p.step - p.first_step), p.seconds)};
    const auto consider = [&](const TrainingEnd& other) {
        const bool sooner =
            other.seconds_left && (!end.seconds_left || *other.seconds_left < *end.seconds_left);
        if (sooner || (!end.seconds_left && other.share > end.share)) end = other;
    };
    if (config.max_epochs > 0) {
        const auto limit = static_cast<double>(config.max_epochs);
        consider(
            {format_fixed(limit, 0) + " epochs", std::min(1.0, epochs / limit),
             time_for(limit - epochs, static_cast<double>(p.epoch - p.first_epoch), p.seconds)});
    }
    if (config.max_minutes > 0)
        consider({format_number(config.max_minutes) + " minutes",
                  std::min(1.0, p.minutes / config.max_minutes),
                  std::max(0.0, config.max_minutes - p.minutes) * 60});
    return end;
}

std::string duration_text(double seconds) {
    const double minutes = std::round(seconds / 60);
    if (minutes < 1) return "less than a minute";
    if (minutes < 2) return "a minute";
    if (minutes < 90) return format_fixed(minutes, 0) + " minutes";
    return format_fixed(std::floor(minutes / 60), 0) + " h " +
           format_fixed(std::fmod(minutes, 60), 0) + " min";
}

}  // namespace affetto
