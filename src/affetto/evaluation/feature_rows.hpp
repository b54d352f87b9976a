#pragma once

#include <functional>
#include <optional>

#include "affetto/analysis/linear_algebra.hpp"
#include "affetto/evaluation/metrics.hpp"

namespace affetto {

std::vector<LabelledFeatures> labelled(const std::vector<JudgedPiece>& pieces);

/// The pieces whose emotion lies in a quadrant.
std::vector<JudgedPiece> pieces_of(const std::vector<JudgedPiece>& pieces, Quadrant quadrant);

/// One row of features a piece, of one quadrant or of all; no rows where there are no pieces.
Matrix feature_rows(const std::vector<JudgedPiece>& pieces,
                    std::optional<Quadrant> quadrant = std::nullopt);

/// {"Q1": {"generated": figures(pieces), "real": figures(pieces of the training split)}, ...}
Json by_quadrant(const EvaluationInput& input,
                 const std::function<Json(const std::vector<JudgedPiece>&)>& figures);

}  // namespace affetto
