#pragma once

#include <span>
#include <vector>

#include "affetto/features/decoded_pitch.hpp"
#include "affetto/generation/plan.hpp"
#include "affetto/generation/sampling.hpp"
#include "affetto/midi/score.hpp"
#include "affetto/model/model_folder.hpp"

namespace affetto {

/// A finished piece.
struct GeneratedPiece {
    Score score;
    std::vector<NoteStep> steps;  ///< as drawn; empty for rolls
    PieceCondition condition;
    Key key;             ///< of the whole piece, as its notes have it
    int bars = 0;        ///< whole bars; 0 where there are none
    double seconds = 0;  ///< from the start to the end of the last note
};

/// Draws notes one by one for several pieces side by side until each has the length its plan asks
/// for, in beats as whole bars; every part stays in the range of its instrument; latent and emotion
/// follow the plan at every note. `rngs` has one generator a piece, so that a piece does not depend
/// on those beside it.
std::vector<GeneratedPiece> generate_notes(const TrainedModel& model,
                                           std::span<const PiecePlan> plans,
                                           const SamplingConfig& config, std::span<Random> rngs);

}  // namespace affetto
