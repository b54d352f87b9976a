#include "affetto/pipeline/heard_pieces.hpp"

#include <algorithm>

namespace affetto {

std::vector<HeardPiece> hear(const Listener& listener, const std::vector<JudgedPiece>& pieces) {
    std::vector<HeardPiece> heard;
    for (const JudgedPiece& piece : pieces) {
        const Prediction prediction = predict(listener, piece.features);
        const auto& p = prediction.quadrant_probability;
        heard.push_back({piece.id, piece.emotion, prediction.emotion, prediction.quadrant,
                         *std::max_element(p.begin(), p.end())});
    }
    return heard;
}

Json to_json(const std::vector<HeardPiece>& pieces) {
    Json rows = Json::array();
    for (const HeardPiece& p : pieces)
        rows.push_back({{"id", p.id},
                        {"valence_asked", p.asked.valence},
                        {"arousal_asked", p.asked.arousal},
                        {"valence_heard", p.heard.valence},
                        {"arousal_heard", p.heard.arousal},
                        {"quadrant_asked", name_of(quadrant_of(p.asked))},
                        {"quadrant_heard", name_of(p.quadrant)},
                        {"quadrant_probability", p.probability}});
    return rows;
}

}  // namespace affetto
