#pragma once

#include "affetto/generation/note_generator.hpp"

namespace affetto {

/// The same for a model of piano rolls: frame by frame, onsets drawn before sounding keys. Lengths
/// are whole bars in beats, else whole frames.
std::vector<GeneratedPiece> generate_rolls(const TrainedModel& model,
                                           std::span<const PiecePlan> plans,
                                           const SamplingConfig& config, std::span<Random> rngs);

}  // namespace affetto
