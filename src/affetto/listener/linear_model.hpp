#pragma once

#include <span>
#include <vector>

#include "affetto/analysis/linear_algebra.hpp"

namespace affetto {

/// Mean and spread of every column of the data a model was fitted on.
struct Standardisation {
    std::vector<double> mean;
    std::vector<double> sd;  ///< columns without spread have 1

    /// (x - mean) / sd, at most `limit` away from 0, so that no outlier runs off with a linear
    /// model.
    std::vector<double> apply(std::span<const double> x, double limit = 4.0) const;
    Matrix apply(const Matrix& rows, double limit = 4.0) const;
};
Standardisation fit_standardisation(const Matrix& rows);

/// y = bias + weights . x, least squares with a penalty.
struct RidgeModel {
    std::vector<double> weights;
    double bias = 0;
    double residual_sd = 0;  ///< of the left-out residuals of the data it was fitted on

    double predict(std::span<const double> x) const;
};

/// Minimises sum (y - bias - w.x)^2 + penalty |w|^2; the bias is free. `residual_sd` comes from
/// exact leave-one-out residuals. Throws std::invalid_argument for no rows, shapes that do not
/// match or a penalty that is not above 0.
RidgeModel fit_ridge(const Matrix& x, std::span<const double> y, double penalty);

/// Multinomial logistic regression: class probabilities softmax(biases + weights x).
struct LogisticModel {
    Matrix weights;              ///< [classes, features]
    std::vector<double> biases;  ///< [classes]

    std::size_t classes() const { return biases.size(); }
    std::vector<double> probabilities(std::span<const double> x) const;
};

/// Minimises -sum log p(label) + penalty/2 |w|^2 (the penalty of scikit-learn with C = 1/penalty)
/// by Newton's method with step halving, until the gradient is below 1e-8 times the rows. The
/// biases are free; the labels lie in [0, classes). Throws std::invalid_argument for no rows,
/// shapes or labels that do not match, fewer than two classes, or a penalty that is not above 0.
LogisticModel fit_logistic(const Matrix& x, std::span<const int> labels, int classes,
                           double penalty);

}  // namespace affetto
