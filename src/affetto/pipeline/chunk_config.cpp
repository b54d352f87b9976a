#include "affetto/pipeline/chunk_config.hpp"

#include "affetto/core/error.hpp"
#include "affetto/core/text.hpp"

namespace affetto {

void validate(const ChunkConfig& config) {
    constexpr int kLowest = 4'000, kHighest = 192'000;
    if (config.sample_rate_hz < kLowest || config.sample_rate_hz > kHighest)
        throw UsageError("--sample-rate must lie in [" + std::to_string(kLowest) + ", " +
                         std::to_string(kHighest) + "], got " +
                         std::to_string(config.sample_rate_hz));
    if (config.format != "flac" && config.format != "wav")
        throw UsageError("--format must be flac or wav, got '" + printable(config.format) + "'");
    validate(config.segmentation);
}

}  // namespace affetto
