#pragma once

#include "affetto/data/dataset.hpp"

namespace affetto {

/// EmoMusic, "1000 songs" (Soleymani et al., CrowdMM 2013): 744 excerpts of 45 s, rated by
/// listeners. Reads, wherever a copy has them (see FolderTree), clips_45seconds/<song>.mp3 or
/// another sound ending, static_annotations.csv (nine-point scale, brought to [-1, 1]) and, where
/// present, songs_info.csv and the dynamic annotations {valence,arousal}_cont_average.csv, with
/// their _std files, as each clip's curve.
///
/// `Mediaeval 2013 set` of songs_info.csv is the official split: `evaluation` is the test split;
/// `development` is left open, so that assign_splits deals it to train and validation. Songs of one
/// artist are one group; an artist with songs in both official sets is two, so that the official
/// sets stay whole (a note says how many). Without songs_info.csv each song is a group and every
/// split is open. Rows without sound, sound without a row and rows that cannot be used are skipped
/// with a reason. Throws DataError where static_annotations.csv or the folder of sound is not
/// found.
DatasetListing list_emomusic(const Path& root);

}  // namespace affetto
