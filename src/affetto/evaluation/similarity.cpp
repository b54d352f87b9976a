#include "affetto/evaluation/similarity.hpp"

#include "affetto/analysis/gaussian.hpp"
#include "affetto/listener/linear_model.hpp"

namespace affetto {

std::optional<double> feature_distance(const Matrix& a, const Matrix& b, const Matrix& reference,
                                       double shrinkage) {
    if (a.rows < 3 || b.rows < 3 || reference.rows < 3) return std::nullopt;
    const Standardisation scale = fit_standardisation(reference);
    const auto fit = [&](const Matrix& rows) {
        Gaussian g = fit_gaussian(scale.apply(rows));
        for (std::size_t i = 0; i < g.covariance.rows; ++i)
            for (std::size_t j = 0; j < g.covariance.columns; ++j)
                if (i != j) g.covariance(i, j) *= 1 - shrinkage;
        return g;
    };
    return frechet_distance(fit(a), fit(b));
}

}  // namespace affetto
