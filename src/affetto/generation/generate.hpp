#pragma once

#include "affetto/generation/note_generator.hpp"

namespace affetto {

/// Music by the model's representation: notes or frames.
std::vector<GeneratedPiece> generate_pieces(const TrainedModel& model,
                                            std::span<const PiecePlan> plans,
                                            const SamplingConfig& config, std::span<Random> rngs);

}  // namespace affetto
