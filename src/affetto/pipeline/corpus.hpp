#pragma once

#include <cstdint>

#include "affetto/core/file.hpp"
#include "affetto/core/progress.hpp"

namespace affetto {

/// Writes the embedded corpus: one MIDI file a piece and manifest.csv with labels, cue values and
/// twins.
struct CorpusOptions {
    Path out;
    int clips = 400;
    std::uint64_t seed = 1;
    bool overwrite = false;
};

struct CorpusSummary {
    int clips = 0;
    double hours = 0;
};

CorpusSummary write_corpus(const CorpusOptions& options, Progress& progress);

}  // namespace affetto
