#pragma once

#include <string>
#include <vector>

#include "affetto/core/file.hpp"
#include "affetto/core/progress.hpp"
#include "affetto/data/clips.hpp"
#include "affetto/evaluation/metrics.hpp"
#include "affetto/pipeline/piece_tools.hpp"

namespace affetto {

/// Where a piece of an evaluation came from.
struct PieceSource {
    Path file;         ///< its MIDI or sound file
    std::string spec;  ///< generated: the emotion as it was asked for
};

/// What is compared, and the files it was read from: sources stand in the order of the pieces.
struct EvaluationSet {
    EvaluationInput input;
    std::vector<PieceSource> generated, held_out;
    Json reference;          ///< dataset and synthetic, from the manifest of the clips
    int unjudged = 0;        ///< generated pieces left out: no features, or unreadable
    double max_seconds = 0;  ///< of each piece that were looked at
};

/// Reads every file of `tools` with a sidecar of `affetto generate` below `generated`, and the
/// labelled clips of `reference`. Recordings are judged by as much of their beginning as the median
/// clip is long, so that length does not tell generated from real. Throws DataError where a folder
/// or a sidecar is not what it should be.
EvaluationSet read_evaluation_set(const Path& generated, const ClipSet& reference,
                                  const PieceTools& tools, Progress& progress);

}  // namespace affetto
