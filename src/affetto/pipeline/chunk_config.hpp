#pragma once

#include <string>

#include "affetto/data/segmentation.hpp"

namespace affetto {

/// How the recordings of a data set of sound become chunks. FLAC is the default because it keeps
/// every bit of the 16-bit samples in a third to a half of the room of WAV.
struct ChunkConfig {
    int sample_rate_hz = 24'000;
    std::string format = "flac";
    SegmentationConfig segmentation;
};

template <class Visitor>
void visit_fields(ChunkConfig& c, Visitor&& v) {
    v.field("sample_rate_hz", c.sample_rate_hz,
            "Rate that sound is resampled to, 4000 to 192000; chunks have one channel");
    v.field("format", c.format, "Of the chunks' files, 16 bits without loss: flac or wav");
    v.field("segmentation", c.segmentation, "Where chunks begin and end");
}

/// Throws UsageError (rate, format) or ConfigError (segmentation) naming the field, its limits and
/// the value found.
void validate(const ChunkConfig& config);

}  // namespace affetto
