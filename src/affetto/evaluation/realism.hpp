#pragma once

#include "affetto/analysis/linear_algebra.hpp"
#include "affetto/core/random.hpp"

namespace affetto {

/// Area under the ROC curve: the chance that a positive scores above a negative, ties half.
double area_under_curve(std::span<const double> positives, std::span<const double> negatives);

/// What a classifier says of rows that it was not fitted on.
struct Separation {
    double auc = 0.5;
    std::vector<double> scores_a, scores_b;  ///< the probability of each row to be of `a`
};

/// How well a logistic classifier tells the rows of `a` from those of `b`: the AUC of its left-out
/// scores in five folds, drawn with `rng`. 0.5: not at all; 1: always. Rises with the number of
/// rows. Needs at least five rows on each side.
Separation separate(const Matrix& a, const Matrix& b, Random& rng);
double separation_auc(const Matrix& a, const Matrix& b, Random& rng);

}  // namespace affetto
