#include "affetto/evaluation/linear_probe.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <numeric>

#include "affetto/listener/linear_model.hpp"

namespace affetto {
namespace {

constexpr std::size_t kFewestClips = 20, kFewestGroups = 4, kMostValues = 64;
constexpr int kDeals = 10;
/// On the weights, for each row fitted on: few clips and many values would be learned by heart.
constexpr double kPenaltyPerRow = 0.05;

/// The columns that vary most, at most kMostValues of them, in their order.
Matrix rows_of(const std::vector<ProbedLatent>& latents) {
    const std::size_t width = latents.front().values.size();
    Matrix all(latents.size(), width);
    for (std::size_t i = 0; i < latents.size(); ++i)
        std::copy(latents[i].values.begin(), latents[i].values.end(), all.row(i).begin());
    if (width <= kMostValues) return all;
    const std::vector<double> spread = fit_standardisation(all).sd;
    std::vector<std::size_t> columns(width);
    std::iota(columns.begin(), columns.end(), std::size_t{0});
    std::stable_sort(columns.begin(), columns.end(),
                     [&](std::size_t a, std::size_t b) { return spread[a] > spread[b]; });
    columns.resize(kMostValues);
    std::sort(columns.begin(), columns.end());
    Matrix kept(all.rows, kMostValues);
    for (std::size_t i = 0; i < all.rows; ++i)
        for (std::size_t c = 0; c < kMostValues; ++c) kept(i, c) = all(i, columns[c]);
    return kept;
}

/// The number of `judged` rows whose label a classifier fitted on `training` finds.
int found(const Matrix& x, const std::vector<int>& labels, const std::vector<std::size_t>& training,
          const std::vector<std::size_t>& judged) {
    Matrix rows(training.size(), x.columns);
    std::vector<int> wanted;
    for (std::size_t i = 0; i < training.size(); ++i) {
        const auto row = x.row(training[i]);
        std::copy(row.begin(), row.end(), rows.row(i).begin());
        wanted.push_back(labels[training[i]]);
    }
    const Standardisation standard = fit_standardisation(rows);
    const LogisticModel model = fit_logistic(standard.apply(rows), wanted, kNumQuadrants,
                                             kPenaltyPerRow * static_cast<double>(rows.rows));
    int right = 0;
    for (const std::size_t i : judged) {
        const std::vector<double> p = model.probabilities(standard.apply(x.row(i)));
        right += std::max_element(p.begin(), p.end()) - p.begin() == labels[i];
    }
    return right;
}

/// The rows in two halves of about as many groups.
std::array<std::vector<std::size_t>, 2> halves(
    const std::map<std::string, std::vector<std::size_t>>& groups, Random& rng) {
    std::vector<const std::vector<std::size_t>*> order;
    for (const auto& [group, rows] : groups) order.push_back(&rows);
    rng.shuffle(order);
    std::array<std::vector<std::size_t>, 2> sides;
    for (std::size_t g = 0; g < order.size(); ++g)
        sides[g % 2].insert(sides[g % 2].end(), order[g]->begin(), order[g]->end());
    return sides;
}

}  // namespace

Json probe_quadrant(const std::vector<ProbedLatent>& latents, Random& rng) {
    std::map<std::string, std::vector<std::size_t>> groups;
    std::vector<int> labels;
    std::array<int, kNumQuadrants> counts{};
    for (std::size_t i = 0; i < latents.size(); ++i) {
        groups[latents[i].group].push_back(i);
        labels.push_back(static_cast<int>(latents[i].quadrant));
        ++counts[static_cast<std::size_t>(labels.back())];
    }
    Json json = {{"how",
                  "the quadrant heard in posterior means by a logistic regression, fitted on half "
                  "of the groups, judged on the other, both ways round, mean over " +
                      std::to_string(kDeals) +
                      " deals; chance: the same with shuffled labels; majority: the share of the "
                      "commonest quadrant"},
                 {"clips", latents.size()},
                 {"groups", groups.size()}};
    if (latents.size() < kFewestClips || groups.size() < kFewestGroups) {
        json["why"] = "needs at least " + std::to_string(kFewestClips) + " labelled clips in " +
                      std::to_string(kFewestGroups) + " groups";
        return json;
    }
    const Matrix x = rows_of(latents);
    int right = 0, by_chance = 0;
    for (int deal = 0; deal < kDeals; ++deal) {
        const auto sides = halves(groups, rng);
        std::vector<int> shuffled = labels;
        rng.shuffle(shuffled);
        for (const std::size_t side : {std::size_t{0}, std::size_t{1}}) {
            right += found(x, labels, sides[side], sides[1 - side]);
            by_chance += found(x, shuffled, sides[side], sides[1 - side]);
        }
    }
    const double judged = static_cast<double>(latents.size()) * kDeals;
    json["accuracy"] = right / judged;
    json["chance"] = by_chance / judged;
    json["majority"] =
        *std::max_element(counts.begin(), counts.end()) / static_cast<double>(latents.size());
    return json;
}

}  // namespace affetto
