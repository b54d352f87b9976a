#pragma once

#include <string>
#include <vector>

#include "affetto/core/file.hpp"
#include "affetto/core/progress.hpp"
#include "affetto/evaluation/metrics.hpp"

namespace affetto {

/// Where a piece of an evaluation came from.
struct PieceSource {
    Path file;         ///< its MIDI file
    std::string spec;  ///< generated: the emotion as it was asked for
};

/// What is compared, and the files it was read from: sources stand in the order of the pieces.
struct EvaluationSet {
    EvaluationInput input;
    std::vector<PieceSource> generated, held_out;
    Json reference;    ///< dataset and synthetic, from the manifest of the clips
    int unjudged = 0;  ///< generated pieces left out: fewer than two pitched notes, or unreadable
};

/// Reads every MIDI with a sidecar of `affetto generate` below `generated`, and the labelled clips
/// of the clips folder `reference`. Throws DataError where a folder or a sidecar is not what it
/// should be.
EvaluationSet read_evaluation_set(const Path& generated, const Path& reference, Progress& progress);

}  // namespace affetto
