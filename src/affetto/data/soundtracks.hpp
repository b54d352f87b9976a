#pragma once

#include "affetto/data/dataset.hpp"

namespace affetto {

/// Film soundtracks (Eerola and Vuoskoski, Psychology of Music 2011): 360 excerpts of set 1, 110 of
/// set 2, rated by listeners from 1 to 9. Reads, wherever a copy has them (see FolderTree),
/// Set1/001.mp3 ... or Set1/Set1/001.mp3 ..., the same for Set2, with any sound ending, and
/// mean_ratings_set1.csv and mean_ratings_set2.csv; one set may be missing.
///
/// Valence is `valence`, arousal `energy` (energetic arousal), both brought to [-1, 1]. The five
/// discrete ratings become a distribution over angry, fearful, happy, sad and tender: a rating of 1
/// means "not at all", so each weighs by rating - 1, and the weights are scaled to sum to 1; where
/// one is missing or all are 1 there is none. TARGET, the emotion for which the excerpt was chosen,
/// is kept as the clip's target. Excerpts of one film (column `soundtrack`) are a group, in both
/// sets; where it is not known an excerpt is a group of its own. There are no official splits. Rows
/// without sound, sound without a row and rows that cannot be used are skipped with a reason.
/// Throws DataError where no table of ratings or no folder of sound is found.
DatasetListing list_soundtracks(const Path& root);

}  // namespace affetto
