#pragma once

#include <cstdint>
#include <functional>
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
    /// Told before the first stage begins what is to be done and about how long it takes; may be
    /// empty.
    std::function<void(const std::string& plan)> say;
};

struct DemoSummary {
    std::vector<std::string> done, skipped;  ///< stages
    Path music;                              ///< the best piece by its own figures
    std::string why;                         ///< it is the best
    Path report;
    Path training_report;  ///< how the model was trained
};

DemoSummary demo(const DemoOptions& options, Progress& progress);

}  // namespace affetto
