#pragma once

#include <optional>
#include <string>
#include <vector>

#include "affetto/analysis/linear_algebra.hpp"
#include "affetto/core/emotion.hpp"
#include "affetto/pipeline/statistics_sections.hpp"

namespace affetto {

/// Observations as points, coloured by the quadrant of their labels, seen along their first two
/// principal components ("NAME-pca") and by t-SNE ("NAME-tsne"). `rows` has an emotion a row;
/// `rings` (as many, or none) says which are drawn as rings. `what` names them: "Clips". None for
/// fewer than three rows, or rows that are all alike.
std::vector<Figure> emotion_clouds(const std::string& name, const std::string& what,
                                   const Matrix& rows,
                                   const std::vector<std::optional<Emotion>>& emotions,
                                   const std::vector<bool>& rings = {});

}  // namespace affetto
