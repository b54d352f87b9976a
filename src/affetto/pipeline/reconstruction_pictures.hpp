#pragma once

#include <vector>

#include "affetto/model/model_folder.hpp"
#include "affetto/pipeline/training_page.hpp"

namespace affetto {

/// One held-out window a quadrant beside what the model makes of its posterior mean, label and (of
/// scores) key, metre, tempo and instruments alone. Of scores piano rolls, decoded without looking
/// at the original, always the likeliest value; of sound the features, decoded, and the difference.
/// A training window where none of the quadrant is held out. Pictures of sound are made in builds
/// with sound; else there are none. `seed` is for generators of its own.
std::vector<PictureRow> reconstruction_pictures(const TrainedModel& model, const LatentSet& set,
                                                std::uint64_t seed);

}  // namespace affetto
