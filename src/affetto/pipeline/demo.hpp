#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "affetto/audio/loudness_gain.hpp"
#include "affetto/core/file.hpp"
#include "affetto/core/progress.hpp"

namespace affetto {

/// The whole pipeline on the embedded corpus. A stage whose result is there with the same options
/// is skipped.
struct DemoOptions {
    Path out = "out/demo";
    std::int64_t steps = 0;  ///< training steps; 0: the default of the demo
    std::uint64_t seed = 1;
    std::optional<double> loudness_lufs = kListeningLufs;  ///< of rendered music; none: off
};

struct DemoSummary {
    std::vector<std::string> done, skipped;  ///< stages
    Path music;                              ///< a piece to listen to first
    Path report;
    Path training_report;  ///< how the model was trained
};

DemoSummary demo(const DemoOptions& options, Progress& progress);

}  // namespace affetto
