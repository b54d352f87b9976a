#include "affetto/analysis/tsne.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <vector>

#include "affetto/analysis/principal_components.hpp"

namespace affetto {
namespace {

constexpr std::size_t kFewest = 4;
constexpr double kStartSpread = 1e-4;
constexpr double kTiny = 1e-12;

/// Half the matrix below the diagonal, row after row: pair (i, j) with j < i.
std::size_t pair_of(std::size_t i, std::size_t j) { return i * (i - 1) / 2 + j; }

/// Of row `i`: exp(-distance * precision), with the precision that gives the perplexity, summing to
/// one.
std::vector<double> neighbours_of(std::size_t i, const std::vector<double>& distances,
                                  std::size_t rows, double perplexity) {
    constexpr int kHalvings = 60;
    const auto distance = [&](std::size_t j) {
        return distances[i > j ? pair_of(i, j) : pair_of(j, i)];
    };
    double nearest = INFINITY;
    for (std::size_t j = 0; j < rows; ++j)
        if (j != i) nearest = std::min(nearest, distance(j));
    std::vector<double> p(rows);
    double precision = 1, low = 0, high = INFINITY;
    for (int k = 0; k < kHalvings; ++k) {
        double sum = 0, weighted = 0;
        for (std::size_t j = 0; j < rows; ++j) {
            const double beyond = j == i ? 0 : distance(j) - nearest;
            p[j] = j == i ? 0 : std::exp(-beyond * precision);
            sum += p[j];
            weighted += p[j] * beyond;
        }
        const double entropy = std::log(sum) + precision * weighted / sum;
        for (double& value : p) value /= sum;
        if (std::abs(entropy - std::log(perplexity)) < 1e-5) break;
        (entropy > std::log(perplexity) ? low : high) = precision;
        precision = std::isinf(high) ? precision * 2 : (low + high) / 2;
    }
    return p;
}

/// How near each pair should lie; all pairs, both ways, sum to one.
std::vector<double> affinities(const Matrix& rows, double perplexity) {
    const std::size_t n = rows.rows;
    std::vector<double> distances(n * (n - 1) / 2), wanted(distances.size(), 0.0);
    double sum = 0;
    for (std::size_t i = 1; i < n; ++i)
        for (std::size_t j = 0; j < i; ++j) {
            double square = 0;
            for (std::size_t c = 0; c < rows.columns; ++c) {
                const double apart = rows(i, c) - rows(j, c);
                square += apart * apart;
            }
            sum += distances[pair_of(i, j)] = square;
        }
    if (!std::isfinite(sum)) throw std::invalid_argument("tsne: values must be finite");
    // In units of the mean distance, so that the search for precisions begins near its end.
    const double unit = sum > 0 ? sum / static_cast<double>(distances.size()) : 1;
    for (double& distance : distances) distance /= unit;
    for (std::size_t i = 0; i < n; ++i) {
        const std::vector<double> p = neighbours_of(i, distances, n, perplexity);
        for (std::size_t j = 0; j < n; ++j)
            if (j != i)
                wanted[i > j ? pair_of(i, j) : pair_of(j, i)] +=
                    std::max(p[j], kTiny) / (2 * static_cast<double>(n));
    }
    return wanted;
}

Matrix start(const Matrix& rows) {
    Matrix places = principal_components(rows, 2).points;
    if (places.columns < 2) {
        Matrix wider(places.rows, 2);
        for (std::size_t i = 0; i < places.rows && places.columns == 1; ++i)
            wider(i, 0) = places(i, 0);
        places = wider;
    }
    return places;
}

void scale_to(Matrix& places, double spread) {
    double squares = 0;
    for (std::size_t i = 0; i < places.rows; ++i) squares += places(i, 0) * places(i, 0);
    const double now = std::sqrt(squares / static_cast<double>(places.rows));
    for (double& value : places.values) value *= now > 0 ? spread / now : 0;
}

/// Where each place is drawn to: 4 * sum over j of (p - q) (y_i - y_j) / (1 + |y_i - y_j|^2).
Matrix gradient(const Matrix& places, const std::vector<double>& wanted, double exaggeration,
                std::vector<double>& nearness) {
    const std::size_t n = places.rows;
    double sum = 0;
    for (std::size_t i = 1; i < n; ++i) {
        const double x = places(i, 0), y = places(i, 1);
        double* const near = nearness.data() + pair_of(i, 0);
        for (std::size_t j = 0; j < i; ++j) {
            const double dx = x - places(j, 0), dy = y - places(j, 1);
            sum += near[j] = 1 / (1 + dx * dx + dy * dy);
        }
    }
    const double scale = 1 / (2 * sum);
    Matrix slope(n, 2);
    for (std::size_t i = 1; i < n; ++i) {
        const double* const near = nearness.data() + pair_of(i, 0);
        const double* const p = wanted.data() + pair_of(i, 0);
        double across = 0, up = 0;
        for (std::size_t j = 0; j < i; ++j) {
            const double pull = 4 * (exaggeration * p[j] - near[j] * scale) * near[j];
            const double dx = pull * (places(i, 0) - places(j, 0));
            const double dy = pull * (places(i, 1) - places(j, 1));
            across += dx;
            up += dy;
            slope(j, 0) -= dx;
            slope(j, 1) -= dy;
        }
        slope(i, 0) += across;
        slope(i, 1) += up;
    }
    return slope;
}

}  // namespace

Matrix tsne(const Matrix& rows, const TsneConfig& config) {
    if (rows.columns == 0) throw std::invalid_argument("tsne: no columns");
    if (rows.rows < 2) return Matrix(rows.rows, 2);
    const auto count = static_cast<double>(rows.rows);
    Matrix places = start(rows);
    if (rows.rows < kFewest) return places;
    const std::vector<double> wanted =
        affinities(rows, std::max(1.0, std::min(config.perplexity, (count - 1) / 3)));
    scale_to(places, kStartSpread);

    // Each coordinate's own pace grows while its direction stays (Jacobs 1988).
    constexpr double kFaster = 0.2, kSlower = 0.8, kSlowest = 0.01;
    const double rate = std::max(count / config.exaggeration, 1.0);
    Matrix velocity(rows.rows, 2);
    std::vector<double> pace(places.values.size(), 1.0), nearness(wanted.size());
    for (int step = 0; step < config.steps; ++step) {
        const bool early = step < config.exaggerated_steps;
        const Matrix slope = gradient(places, wanted, early ? config.exaggeration : 1, nearness);
        const double momentum = early ? config.early_momentum : config.momentum;
        for (std::size_t k = 0; k < places.values.size(); ++k) {
            const bool onwards = (slope.values[k] > 0) != (velocity.values[k] > 0);
            pace[k] = std::max(kSlowest, onwards ? pace[k] + kFaster : pace[k] * kSlower);
            velocity.values[k] = momentum * velocity.values[k] - rate * pace[k] * slope.values[k];
            places.values[k] += velocity.values[k];
        }
    }
    return places;
}

}  // namespace affetto
