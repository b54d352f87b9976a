#pragma once

#include "affetto/core/json.hpp"
#include "affetto/core/random.hpp"
#include "affetto/evaluation/ratings.hpp"

namespace affetto {

/// How listeners agree with what was asked for (generated) or labelled (real), with the built-in
/// listener's figures on the same clips: the object "listeners" of metrics.json. Ratings of a clip
/// are averaged over its raters; intervals are 95% percentile bootstraps over clips, drawn with
/// `rng`.
Json ratings_agreement(const RatingsRead& read, const std::vector<ListeningClip>& key, Random& rng);

}  // namespace affetto
