#pragma once

#include <vector>

#include "affetto/core/random.hpp"
#include "affetto/data/dataset.hpp"

namespace affetto {

/// The share of the clips that each split should get; they sum to 1.
struct SplitShares {
    double train = 0.8;
    double validation = 0.1;
    double test = 0.1;
};

/// Gives every clip without a split one. A split that the data set brought is kept, and the rest of
/// its group follows it. Where the data set brought none, whole groups are dealt, the largest first
/// and equals in an order drawn from `rng`, each to the split that then lies nearest to its share
/// of every quadrant (sum of squares over the quadrants, unlabelled clips and the total). Where it
/// brought a test set but no validation set, groups without a split are dealt the same way to train
/// and validation, in proportion to these two shares. Where it brought other splits they all go to
/// train. So an official validation or test set stays what it is. Throws std::invalid_argument
/// where the shares are not positive for train, are negative or do not sum to 1.
void assign_splits(std::vector<ListedClip>& clips, Random& rng, const SplitShares& shares = {});

}  // namespace affetto
