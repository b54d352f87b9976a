#include "affetto/evaluation/feature_rows.hpp"

namespace affetto {

std::vector<LabelledFeatures> labelled(const std::vector<JudgedPiece>& pieces) {
    std::vector<LabelledFeatures> result;
    result.reserve(pieces.size());
    for (const JudgedPiece& p : pieces) result.push_back({p.features, p.emotion});
    return result;
}

std::vector<JudgedPiece> pieces_of(const std::vector<JudgedPiece>& pieces, Quadrant quadrant) {
    std::vector<JudgedPiece> chosen;
    for (const JudgedPiece& p : pieces)
        if (quadrant_of(p.emotion) == quadrant) chosen.push_back(p);
    return chosen;
}

Matrix feature_rows(const std::vector<JudgedPiece>& pieces, std::optional<Quadrant> quadrant) {
    Matrix rows(0, pieces.empty() ? 0 : pieces.front().features.values.size());
    for (const JudgedPiece& p : pieces) {
        if (quadrant && quadrant_of(p.emotion) != *quadrant) continue;
        rows.values.insert(rows.values.end(), p.features.values.begin(), p.features.values.end());
        ++rows.rows;
    }
    return rows;
}

Json by_quadrant(const EvaluationInput& input,
                 const std::function<Json(const std::vector<JudgedPiece>&)>& figures) {
    Json table = Json::object();
    for (int q = 0; q < kNumQuadrants; ++q) {
        const auto quadrant = static_cast<Quadrant>(q);
        table[std::string(name_of(quadrant))] = {
            {"generated", figures(pieces_of(input.generated, quadrant))},
            {"real", figures(pieces_of(input.training, quadrant))}};
    }
    return table;
}

}  // namespace affetto
