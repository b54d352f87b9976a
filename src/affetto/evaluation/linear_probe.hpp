#pragma once

#include <string>
#include <vector>

#include "affetto/core/emotion.hpp"
#include "affetto/core/json.hpp"
#include "affetto/core/random.hpp"

namespace affetto {

/// A clip as a model's encoder sees it: what it is to be heard in.
struct ProbedLatent {
    std::vector<double> values;  ///< its posterior mean
    Quadrant quadrant = Quadrant::Q1;
    std::string group;  ///< clips of one group are never on both sides
};

/// How well a linear classifier hears the quadrant in latents: a logistic regression on
/// standardised values, fitted on half of the groups, judged on the other half, and the other way
/// round; "accuracy" is the mean over several ways to deal groups into halves. "chance" is the same
/// with the labels shuffled among the clips, "majority" the share of the commonest quadrant. Of
/// latents wider than 64 the 64 values that vary most are looked at. With fewer than 20 clips or 4
/// groups there is "why" in place of the figures. Always "how" and "clips". All latents have
/// the same number of values.
Json probe_quadrant(const std::vector<ProbedLatent>& latents, Random& rng);

}  // namespace affetto
