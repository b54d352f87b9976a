#pragma once

#include <string>
#include <vector>

#include "affetto/core/json.hpp"
#include "affetto/evaluation/metrics.hpp"

namespace affetto {

/// What the built-in listener hears in one piece.
struct HeardPiece {
    std::string id;
    Emotion asked;  ///< generated: asked for; real: the label
    Emotion heard;
    Quadrant quadrant = Quadrant::Q1;  ///< the most probable; it may differ from that of `heard`
    double probability = 0;            ///< of that quadrant
};

std::vector<HeardPiece> hear(const Listener& listener, const std::vector<JudgedPiece>& pieces);

/// One object a piece: id, valence_asked, arousal_asked, valence_heard, arousal_heard,
/// quadrant_asked, quadrant_heard, quadrant_probability.
Json to_json(const std::vector<HeardPiece>& pieces);

}  // namespace affetto
