#pragma once

#include "affetto/analysis/linear_algebra.hpp"

namespace affetto {

struct TsneConfig {
    double perplexity = 30;  ///< neighbours that count; at most a third of the rows is used
    int steps = 750;
    int exaggerated_steps = 250;  ///< first steps, in which neighbours attract more
    double exaggeration = 12;
    double early_momentum = 0.5, momentum = 0.8;  ///< during those steps, and after them
};

/// Rows laid out on a plane [rows, 2] so that near rows lie near each other: exact t-SNE (van der
/// Maaten and Hinton 2008), begun from the first two principal components (Kobak and Berens 2019)
/// and with the learning rate rows / exaggeration (Belkina et al. 2019). Deterministic. Time and
/// memory grow with the square of the rows: a few seconds for a thousand. Only who is whose
/// neighbour means something, not distances between groups. Fewer than four rows are left as their
/// principal components. Throws std::invalid_argument for no columns or values that are not finite.
Matrix tsne(const Matrix& rows, const TsneConfig& config = {});

}  // namespace affetto
