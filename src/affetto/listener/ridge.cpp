#include <cmath>
#include <stdexcept>

#include "affetto/listener/linear_model.hpp"

namespace affetto {

double RidgeModel::predict(std::span<const double> x) const { return bias + dot(weights, x); }

RidgeModel fit_ridge(const Matrix& x, std::span<const double> y, double penalty) {
    if (x.rows == 0 || x.rows != y.size())
        throw std::invalid_argument("fit_ridge: needs at least one row and a target for each");
    if (!(penalty > 0)) throw std::invalid_argument("fit_ridge: the penalty must be above 0");
    const std::size_t n = x.rows, d = x.columns;
    const auto count = static_cast<double>(n);

    // With columns and target centred, the bias takes no part.
    std::vector<double> mean(d, 0.0);
    double mean_y = 0;
    for (std::size_t r = 0; r < n; ++r) {
        for (std::size_t c = 0; c < d; ++c) mean[c] += x(r, c) / count;
        mean_y += y[r] / count;
    }
    Matrix centred = x;
    for (std::size_t r = 0; r < n; ++r)
        for (std::size_t c = 0; c < d; ++c) centred(r, c) -= mean[c];

    Matrix gram = multiply(transpose(centred), centred);
    for (std::size_t c = 0; c < d; ++c) gram(c, c) += penalty;
    std::vector<double> product(d, 0.0);
    for (std::size_t r = 0; r < n; ++r)
        for (std::size_t c = 0; c < d; ++c) product[c] += centred(r, c) * (y[r] - mean_y);

    const Cholesky factor(gram);
    RidgeModel model;
    model.weights = factor.solve(product);
    model.bias = mean_y - dot(model.weights, mean);

    // Leaving row r out changes its residual by 1 / (1 - leverage of r).
    double squares = 0;
    for (std::size_t r = 0; r < n; ++r) {
        const std::vector<double> half = factor.solve_lower(centred.row(r));
        const double leverage = 1 / count + dot(half, half);
        const double residual = y[r] - model.predict(x.row(r));
        const double left_out = n > 1 ? residual / (1 - leverage) : residual;
        squares += left_out * left_out / count;
    }
    model.residual_sd = std::sqrt(squares);
    return model;
}

}  // namespace affetto
