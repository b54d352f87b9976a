#include "affetto/data/splits.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <set>
#include <stdexcept>

namespace affetto {
namespace {

constexpr std::size_t kUnlabelled = kNumQuadrants;
constexpr std::size_t kTotal = kNumQuadrants + 1;
using Counts = std::array<double, kNumQuadrants + 2>;  // a number of clips per quadrant, ...

struct Group {
    std::vector<std::size_t> clips;
    Counts counts{};
};

std::size_t stratum_of(const ListedClip& clip) {
    return clip.emotion ? static_cast<std::size_t>(quadrant_of(*clip.emotion)) : kUnlabelled;
}

/// How much further from (negative: nearer to) its targets a split is with the group than without.
double cost(const Counts& now, const Counts& added, const Counts& target) {
    double sum = 0;
    for (std::size_t k = 0; k < now.size(); ++k)
        sum += added[k] * (2 * (now[k] - target[k]) + added[k]);
    return sum;
}

void check(const SplitShares& shares) {
    if (!(shares.train > 0) || shares.validation < 0 || shares.test < 0 ||
        std::abs(shares.train + shares.validation + shares.test - 1) > 1e-9)
        throw std::invalid_argument(
            "assign_splits: shares must not be negative, train positive, and sum to 1");
}

}  // namespace

void assign_splits(std::vector<ListedClip>& clips, Random& rng, const SplitShares& shares) {
    check(shares);
    constexpr std::array kSplits = {Split::train, Split::validation, Split::test};
    std::array share = {shares.train, shares.validation, shares.test};

    std::map<std::string, Split> official;
    std::set<Split> brought;
    for (const ListedClip& clip : clips)
        if (clip.split) {
            official.try_emplace(clip.group, *clip.split);
            brought.insert(*clip.split);
        }
    const bool only_validation_lacks =
        brought.contains(Split::test) && !brought.contains(Split::validation);
    if (only_validation_lacks) {
        const double both = shares.train + shares.validation;
        share = {shares.train / both, shares.validation / both, 0};
    }
    const bool dealt_out = official.empty() || only_validation_lacks;
    std::map<std::string, Group> by_name;
    Counts totals{};
    for (std::size_t i = 0; i < clips.size(); ++i) {
        if (clips[i].split) continue;
        const auto found = official.find(clips[i].group);
        if (found != official.end() || !dealt_out) {
            clips[i].split = found == official.end() ? Split::train : found->second;
            continue;
        }
        Group& group = by_name[clips[i].group];
        group.clips.push_back(i);
        for (const std::size_t k : {stratum_of(clips[i]), kTotal}) {
            ++group.counts[k];
            ++totals[k];
        }
    }

    std::vector<const Group*> order;
    for (const auto& entry : by_name) order.push_back(&entry.second);
    rng.shuffle(order);
    std::stable_sort(order.begin(), order.end(), [](const Group* a, const Group* b) {
        return a->clips.size() > b->clips.size();
    });
    std::array<Counts, kSplits.size()> target{}, dealt{};
    for (std::size_t s = 0; s < kSplits.size(); ++s)
        for (std::size_t k = 0; k < totals.size(); ++k) target[s][k] = share[s] * totals[k];
    for (const Group* group : order) {
        std::size_t best = 0;
        for (std::size_t s = 1; s < kSplits.size(); ++s)
            if (share[s] > 0 && cost(dealt[s], group->counts, target[s]) <
                                    cost(dealt[best], group->counts, target[best]))
                best = s;
        for (std::size_t k = 0; k < totals.size(); ++k) dealt[best][k] += group->counts[k];
        for (const std::size_t clip : group->clips) clips[clip].split = kSplits[best];
    }
}

}  // namespace affetto
