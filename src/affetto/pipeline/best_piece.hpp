#pragma once

#include <optional>
#include <string>

#include "affetto/core/json.hpp"

namespace affetto {

/// The piece of an evaluation with the best figures, and what they are.
struct BestPiece {
    std::string id;
    std::string why;
};

/// Of the generated pieces whose quadrant the listener hears as asked for (of all, where there is
/// no such piece) the one with the least sum of two figures: the distance between the emotion asked
/// for and the one heard, and the probability with which the classifier of realism takes the piece
/// for generated (0.5 where it gave none). `metrics` is what evaluate() returns; no pieces: none.
std::optional<BestPiece> best_piece(const Json& metrics);

}  // namespace affetto
