#include "affetto/evaluation/realism.hpp"

#include <stdexcept>

#include "affetto/listener/linear_model.hpp"

namespace affetto {
namespace {

constexpr int kFolds = 5;
constexpr double kPenalty = 3.0;

/// Fold numbers 0..kFolds-1 in a drawn order, as even as can be.
std::vector<int> draw_folds(std::size_t rows, Random& rng) {
    std::vector<int> folds(rows);
    for (std::size_t i = 0; i < rows; ++i) folds[i] = static_cast<int>(i % kFolds);
    rng.shuffle(folds);
    return folds;
}

}  // namespace

double area_under_curve(std::span<const double> positives, std::span<const double> negatives) {
    if (positives.empty() || negatives.empty())
        throw std::invalid_argument("area_under_curve: both sides need scores");
    double won = 0;
    for (const double p : positives)
        for (const double n : negatives) won += p > n ? 1.0 : p == n ? 0.5 : 0.0;
    return won / (static_cast<double>(positives.size()) * static_cast<double>(negatives.size()));
}

Separation separate(const Matrix& a, const Matrix& b, Random& rng) {
    if (a.rows < kFolds || b.rows < kFolds)
        throw std::invalid_argument("separate: needs five rows on each side");
    const std::vector<int> fold_a = draw_folds(a.rows, rng), fold_b = draw_folds(b.rows, rng);
    Separation result{0.5, std::vector<double>(a.rows), std::vector<double>(b.rows)};
    for (int fold = 0; fold < kFolds; ++fold) {
        Matrix training(0, a.columns);
        std::vector<int> labels;
        const auto take = [&](const Matrix& m, const std::vector<int>& folds, int label) {
            for (std::size_t i = 0; i < m.rows; ++i) {
                if (folds[i] == fold) continue;
                training.values.insert(training.values.end(), m.row(i).begin(), m.row(i).end());
                ++training.rows;
                labels.push_back(label);
            }
        };
        take(a, fold_a, 1);
        take(b, fold_b, 0);
        const Standardisation scale = fit_standardisation(training);
        const LogisticModel model = fit_logistic(scale.apply(training), labels, 2, kPenalty);
        const auto judge = [&](const Matrix& m, const std::vector<int>& folds,
                               std::vector<double>& scores) {
            for (std::size_t i = 0; i < m.rows; ++i)
                if (folds[i] == fold) scores[i] = model.probabilities(scale.apply(m.row(i)))[1];
        };
        judge(a, fold_a, result.scores_a);
        judge(b, fold_b, result.scores_b);
    }
    result.auc = area_under_curve(result.scores_a, result.scores_b);
    return result;
}

double separation_auc(const Matrix& a, const Matrix& b, Random& rng) {
    return separate(a, b, rng).auc;
}

}  // namespace affetto
