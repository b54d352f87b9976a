#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "affetto/core/progress.hpp"
#include "affetto/data/dataset.hpp"

namespace affetto {

/// A codec trained on a folder of sound. What is not set stays as the defaults, or as --config and
/// --preset say.
struct TrainCodecOptions {
    Path sound;  ///< a folder; every sound file below it
    Path out;
    std::optional<Path> config;         ///< JSON with parts of CodecRunConfig
    std::optional<std::string> preset;  ///< a published configuration
    std::optional<int> batch_size;
    std::optional<double> learning_rate, minutes;
    std::optional<std::int64_t> steps;
    std::optional<std::uint64_t> seed;
    int threads = 1;
    bool resume = false;
    bool overwrite = false;
    std::function<void(const std::string&)> warn;  ///< takes what the user should know meanwhile
};

struct TrainCodecSummary {
    std::int64_t steps = 0, parameters = 0;
    double minutes = 0;
    double set_up_seconds = 0;                 ///< before the first step
    double end_seconds = 0;                    ///< after the last checkpoint
    double mel = 0, si_sdr = 0, code_use = 0;  ///< of the last validation (CodecValidation)
    double kbps = 0;                           ///< highest bandwidth
    std::size_t files = 0;
    double sound_seconds = 0;
    std::string stopped_by;
    std::vector<SkippedFile> skipped;
};

/// Writes a codec folder (config.json, model.safetensors) with history.csv,
/// run.json, checkpoints/, plots/ and manifest.json. Throws UsageError, ConfigError, DataError.
TrainCodecSummary train_codec_on(const TrainCodecOptions& options, Progress& progress);

}  // namespace affetto
