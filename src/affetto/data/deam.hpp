#pragma once

#include "affetto/data/dataset.hpp"

namespace affetto {

/// DEAM (Aljanaki, Yang and Soleymani, PLOS ONE 2017): 1,744 excerpts of 45 s and 58 full songs,
/// rated by listeners. Reads, wherever a copy has them (see FolderTree),
/// MEMD_audio/<song>.mp3 or another sound ending, the song-level
/// static_annotations_averaged_songs_{1_2000,2000_2058}.csv (nine-point scale, brought to [-1, 1];
/// one of the two may be missing) and, where present, the dynamic annotations arousal.csv and
/// valence.csv as each clip's curve. A song is a group; the data set has no splits of its own. Rows
/// without sound, sound without a row and rows that cannot be used are skipped with a reason.
/// Throws DataError where neither song-level file or no folder of sound is found.
DatasetListing list_deam(const Path& root);

}  // namespace affetto
