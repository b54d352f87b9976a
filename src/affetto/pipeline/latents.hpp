#pragma once

#include <string>
#include <vector>

#include "affetto/core/file.hpp"
#include "affetto/core/progress.hpp"
#include "affetto/pipeline/preprocess.hpp"

namespace affetto {

/// Stage two: a clips folder becomes a latents folder of features that a model can train on.
struct LatentsOptions {
    Path clips;
    std::string representation = "notes";  ///< notes, roll
    Path out;
    int window = 256;                ///< notes (notes) or frames (roll) per training window
    std::string time_base = "auto";  ///< auto (as preprocess measured), seconds, beats
    bool pedal_lengthens = false;    ///< notes sound on while the pedal is down
    bool key_normalise = true;  ///< move the relative-major tonic to C; the key becomes a condition
    bool npy = false;           ///< also one .npy a clip
    bool overwrite = false;
};

struct LatentsSummary {
    int clips = 0;
    std::int64_t steps = 0;  ///< notes or frames in all
    std::string time_base;
    std::vector<SkippedFile> skipped;
};

LatentsSummary make_latents(const LatentsOptions& options, Progress& progress);

}  // namespace affetto
