#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "affetto/training/config.hpp"

namespace affetto {

/// How far a training run is.
struct TrainingProgress {
    std::int64_t step = 0, epoch = 0;
    double minutes = 0;                            ///< of training since the start
    std::int64_t first_step = 0, first_epoch = 0;  ///< of this process
    double seconds = 0;                            ///< of this process
};

/// The limit that will be reached first, as seen from the speed so far.
struct TrainingEnd {
    std::string limit;                   ///< "300 steps", "20 minutes", "40 epochs"
    double share = 0;                    ///< done, in [0, 1]
    std::optional<double> seconds_left;  ///< absent before the first step
};

TrainingEnd expected_end(const TrainingConfig& config, const TrainingProgress& progress);

/// "less than a minute", "5 minutes", "2 h 10 min".
std::string duration_text(double seconds);

}  // namespace affetto
