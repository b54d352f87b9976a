#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "affetto/listener/linear_model.hpp"

namespace affetto {
namespace {

/// The penalised negative log likelihood of a model and what Newton's method asks of it. Parameters
/// lie class after class: the weights, then the bias.
struct Objective {
    const Matrix& x;
    std::span<const int> labels;
    std::size_t classes;
    double penalty;

    std::size_t block() const { return x.columns + 1; }

    LogisticModel model(std::span<const double> parameters) const {
        LogisticModel m{Matrix(classes, x.columns), std::vector<double>(classes)};
        for (std::size_t k = 0; k < classes; ++k) {
            const auto own = parameters.subspan(k * block(), block());
            std::copy(own.begin(), own.end() - 1, m.weights.row(k).begin());
            m.biases[k] = own.back();
        }
        return m;
    }

    double value(std::span<const double> parameters) const {
        const LogisticModel m = model(parameters);
        double sum = 0.5 * penalty * dot(m.weights.values, m.weights.values);
        for (std::size_t r = 0; r < x.rows; ++r) {
            const double p = m.probabilities(x.row(r))[static_cast<std::size_t>(labels[r])];
            sum -= std::log(std::max(p, 1e-300));
        }
        return sum;
    }

    void derivatives(std::span<const double> parameters, std::vector<double>& gradient,
                     Matrix& hessian) const {
        const std::size_t d = x.columns, size = classes * block();
        const LogisticModel m = model(parameters);
        gradient.assign(size, 0.0);
        hessian = Matrix(size, size);
        std::vector<double> row(block(), 1.0);  // the features and the bias's constant 1
        for (std::size_t r = 0; r < x.rows; ++r) {
            std::copy(x.row(r).begin(), x.row(r).end(), row.begin());
            const std::vector<double> p = m.probabilities(x.row(r));
            for (std::size_t k = 0; k < classes; ++k) {
                const double error = p[k] - (static_cast<std::size_t>(labels[r]) == k ? 1.0 : 0.0);
                for (std::size_t i = 0; i <= d; ++i) gradient[k * block() + i] += error * row[i];
                for (std::size_t l = 0; l <= k; ++l) {
                    const double curvature = p[k] * ((k == l ? 1.0 : 0.0) - p[l]);
                    for (std::size_t i = 0; i <= d; ++i) {
                        const double scaled = curvature * row[i];
                        double* target = &hessian(k * block() + i, l * block());
                        for (std::size_t j = 0; j <= d; ++j) target[j] += scaled * row[j];
                    }
                }
            }
        }
        for (std::size_t k = 0; k < classes; ++k) {
            for (std::size_t i = 0; i < d; ++i) {
                gradient[k * block() + i] += penalty * parameters[k * block() + i];
                hessian(k * block() + i, k * block() + i) += penalty;
            }
            // Adding one number to all biases changes nothing: hold their sum.
            for (std::size_t l = 0; l <= k; ++l) hessian(k * block() + d, l * block() + d) += 1;
        }
    }
};

void check(const Matrix& x, std::span<const int> labels, int classes, double penalty) {
    if (x.rows == 0 || x.rows != labels.size())
        throw std::invalid_argument("fit_logistic: needs at least one row and a label for each");
    if (classes < 2) throw std::invalid_argument("fit_logistic: needs at least two classes");
    if (!(penalty > 0)) throw std::invalid_argument("fit_logistic: the penalty must be above 0");
    for (const int label : labels)
        if (label < 0 || label >= classes)
            throw std::invalid_argument("fit_logistic: a label outside [0, classes)");
}

}  // namespace

std::vector<double> LogisticModel::probabilities(std::span<const double> x) const {
    std::vector<double> p(classes());
    for (std::size_t k = 0; k < p.size(); ++k) p[k] = biases[k] + dot(weights.row(k), x);
    const double highest = *std::max_element(p.begin(), p.end());
    double sum = 0;
    for (double& v : p) sum += v = std::exp(v - highest);
    for (double& v : p) v /= sum;
    return p;
}

LogisticModel fit_logistic(const Matrix& x, std::span<const int> labels, int classes,
                           double penalty) {
    check(x, labels, classes, penalty);
    constexpr int kMostSteps = 100;  // ten are usual
    const Objective objective{x, labels, static_cast<std::size_t>(classes), penalty};
    std::vector<double> parameters(objective.classes * objective.block(), 0.0);
    double value = objective.value(parameters);
    std::vector<double> gradient;
    Matrix hessian;
    for (int step = 0; step < kMostSteps; ++step) {
        objective.derivatives(parameters, gradient, hessian);
        if (std::sqrt(dot(gradient, gradient)) < 1e-8 * static_cast<double>(x.rows)) break;
        // A trace of curvature keeps a class that no row has from making the matrix singular.
        for (std::size_t i = 0; i < gradient.size(); ++i) hessian(i, i) += 1e-9;
        const std::vector<double> direction = Cholesky(hessian).solve(gradient);
        double length = 1;
        std::vector<double> moved(parameters.size());
        double moved_value = value;
        do {
            for (std::size_t i = 0; i < moved.size(); ++i)
                moved[i] = parameters[i] - length * direction[i];
            moved_value = objective.value(moved);
            length /= 2;
        } while (moved_value > value && length > 1e-10);
        if (moved_value > value) break;
        parameters = moved;
        value = moved_value;
    }
    return objective.model(parameters);
}

}  // namespace affetto
